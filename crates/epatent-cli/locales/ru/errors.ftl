# SPDX-License-Identifier: MIT OR Apache-2.0
# Ошибки: что случилось, со строчной буквы и без точки; .hint — что делать.

label-error = ошибка
label-hint = что делать
label-quoted = «{ $text }»

### Считыватели и карты: код выхода 4

error-service-unavailable = служба смарт-карт (PC/SC) не запущена
    .hint = запустите её (Linux: sudo systemctl start pcscd.socket; Windows: подключите считыватель) и повторите команду
error-no-reader = считыватель не подключён
    .hint = подключите считыватель; команда readers показывает подключённые
error-access-denied = служба смарт-карт не даёт этому пользователю работать со считывателями
    .hint = разрешите это в правилах службы (polkit: org.debian.pcsc-lite.access_pcsc и access_card)
error-reader-lost = считыватель отключён
    .hint = подключите считыватель и повторите команду
error-several-readers = { $count ->
        [one] подключён { $count } считыватель: { $names }
        [few] подключено { $count } считывателя: { $names }
       *[other] подключено { $count } считывателей: { $names }
    }
    .hint = укажите один: --reader "{ $first }"
error-reader-unknown = считывателя «{ $asked }» нет; подключены: { $names }
    .hint = скопируйте имя подключённого считывателя в --reader
error-reader-unknown-none = считывателя «{ $asked }» нет; не подключён ни один
    .hint = подключите считыватель; команда readers показывает подключённые
error-no-card = в считывателе «{ $reader }» нет карты
    .hint = положите карту на считыватель и повторите команду
error-card-unresponsive = карта не отвечает
    .hint = снимите карту, переверните и положите снова; если она молчит, чип повреждён или другого вида
error-card-removed = карту убрали раньше времени
    .hint = положите карту на считыватель, не убирайте и повторите команду
error-card-reset = другая программа сбросила карту
    .hint = закройте другие программы, работающие со считывателем, и повторите команду
error-card-in-use = карту занимает другая программа
    .hint = закройте её или дождитесь конца её работы и повторите команду
error-card-timed-out = карта не ответила вовремя
    .hint = положите карту на считыватель ещё раз и повторите команду
error-outcome-unknown = ответ карты оборван: неизвестно, выполнена ли последняя команда
    .hint = не убирайте карту и повторите команду: сначала программа спросит карту, что сделано
error-reply-too-long = карта прислала больше, чем запрошено
    .hint = карта нарушает протокол: повторите команду, затем отложите карту для проверки
error-bad-reply = карта ответила не по правилам: { $reason }
    .hint = повторите команду; если ответ тот же, отложите карту для проверки
error-card-other-profile = карта профиля { $profile }, который этой программе неизвестен
    .hint = обновите программу; карта другой редакции — не признак подделки
error-command-refused = карта отклонила команду { $command }: { $status }
    .hint = узнайте состояние карты командой inspect программы epatent-issue
error-reader-other = служба смарт-карт сообщает: { $reason }
    .hint = подключите считыватель заново и повторите команду

### Записи обмена

trace-head =
    Запись обмена: что программа и карта сказали друг другу.
    Персональных данных, числа с карты и ключей здесь нет; зашифрованное в канале осталось зашифрованным.
    Но видно, когда и на каком считывателе работали с картой: передавайте только тем, кому это можно знать.
note-apdu-short = считыватель не передаёт длинные команды: начинаем сначала с короткими
note-card-reset = другая программа сбросила карту: начинаем сначала

### Файлы: код выхода 2

error-file-missing = файла «{ $path }» нет
    .hint = проверьте путь
error-file-is-directory = «{ $path }» — каталог, а не файл
    .hint = укажите файл
error-file-special = «{ $path }» — устройство или канал, а не файл
    .hint = скопируйте содержимое в файл и укажите его
error-file-unreadable = не удалось прочитать «{ $path }»: { $reason }
    .hint = проверьте путь и права доступа
error-file-not-written = не удалось записать «{ $path }»: { $reason }
    .hint = проверьте каталог, права доступа и свободное место
error-file-exists = «{ $path }» уже есть и не перезаписывается
    .hint = выберите другое имя или удалите файл сами
error-file-empty = файл «{ $path }» пуст
    .hint = укажите нужный файл
error-file-too-large = файл «{ $path }» длиннее { $limit }
    .hint = укажите нужный файл
error-file-not-text = файл «{ $path }» — не текст в UTF-8: байт { $offset }
    .hint = сохраните файл в UTF-8
error-file-not-json = файл «{ $path }» — не JSON: ошибка в строке { $line }, столбце { $column }
    .hint = исправьте файл в этом месте
error-file-json-cut = файл «{ $path }» обрывается: строка { $line }, столбец { $column }
    .hint = файл неполный: скопируйте его заново
error-file-json-shape = файл «{ $path }», строка { $line }, столбец { $column }: { $reason }
    .hint = исправьте это поле; образцы лежат в examples/applications
error-file-field = файл «{ $path }», поле { $field }: { $reason }
    .hint = исправьте это поле
error-file-damaged = файл «{ $path }» повреждён, байт { $offset }: { $reason }
    .hint = скопируйте файл заново оттуда, где он получен
error-file-unusable = «{ $path }» использовать нельзя: { $reason }
    .hint = назовите верный файл или скопируйте его заново
error-file-wrong-kind = файл «{ $path }» другого вида; нужен: { $expected }
    .hint = укажите нужный файл
reason-not-found = нет такого каталога
reason-permission-denied = нет доступа
reason-storage-full = нет места
reason-read-only = носитель только для чтения
reason-not-a-directory = часть пути — не каталог
error-stdout-failed = не удалось вывести ответ

### Неверный вызов: код выхода 2

error-usage-unknown-argument = неизвестный параметр { $argument }
error-usage-unknown-command = неизвестная команда { $command }
error-usage-command-missing = не указана команда
error-usage-argument-missing = не указано: { $arguments }
error-usage-value-missing = для { $argument } нужно значение
error-usage-value-not-listed = указанное значение не подходит для { $argument }; возможные: { $valid }
error-usage-value-wrong = указанное значение не подходит для { $argument }: { $reason }
reason-value-form = его вид описан в справке
error-usage-value-extra = { $argument } больше значений не принимает
error-usage-argument-extra = значение указано там, где его не должно быть
error-usage-conflict = { $argument } и { $other } исключают друг друга
error-usage-not-text = параметр содержит недопустимый текст
error-usage-other = { $reason }
usage-hint-meant = возможно, имелось в виду { $meant }
usage-hint-help = выполните { $command } --help
reason-foreign = слова программы: «{ $detail }»
