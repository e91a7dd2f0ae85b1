# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-check: что сотрудник видит рядом с ответом.

screen-photo-format = (Фото в формате, который эта версия не рисует.)
screen-photo-damaged = (Фото подлинное, но показать его нельзя.)
screen-passed = Верных проверок: { $count }
screen-footer = Регион { $region }, день { $date }. Прочитано { $bytes } за { $time }.

reader-empty = пусто
reader-card = карта
reader-in-use = карта занята другой программой
reader-mute = карта не отвечает
reader-unavailable = недоступен
reader-virtual = (виртуальный считыватель)

question-can = Шесть цифр, напечатанных на карте:
error-can-missing = не указан номер, напечатанный на карте
    .hint = укажите шесть цифр: --can 123456
error-can-wrong = в номере на карте шесть цифр
    .hint = сверьте номер с картой и повторите команду
error-clock = часы этого компьютера не установлены
    .hint = установите дату и время и повторите команду
error-no-trust = нет списка доверия «{ $path }»
    .hint = назовите папку, где лежат trust.toml и roots/; lab init создаёт её в ПАПКА/trust
error-trust-unusable = списком доверия нельзя пользоваться: «{ $path }»: { $reason }
note-list-ignored = список «{ $path }» не принят: { $reason }
    .hint = скопируйте список доверия заново оттуда, откуда он взят; до этого ничего не проверяется
error-policy = правила в trust.toml непригодны: { $reason }
    .hint = исправьте trust.toml
reason-no-picture = это не текст и не изображение, которое можно раскрыть (PNG или JPEG)
reason-no-code = кода на изображении не нашлось: снимите оборот карты ближе и без бликов
screen-before-photo = До фотографии: { $line }
screen-code-only = Проверен только напечатанный код; чип не проверялся.

error-no-device-key = у этого устройства нет ключа для подписи отчёта
    .hint = создайте его: epatent-check device init --state ПАПКА
reason-no-device-key = это не файл ключа устройства
error-log = журнал использовать нельзя: { $reason }
    .hint = посмотрите этот файл; больше ничего не тронуто
error-report = это не отчёт, подписанный устройством: { $reason }
    .hint = скопируйте отчёт ещё раз; если ответ тот же, он изменён
screen-log-purged = { $count ->
        [one] Удалена { $count } строка
        [few] Удалены { $count } строки
       *[other] Удалено { $count } строк
    }
field-report-codes = Результаты
field-report-checked = Время проверки
field-report-program = Программа
field-report-device = Устройство
field-report-expected = Ожидаемое устройство
field-report-evidence = Относится к файлу карты
