# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: реестр, решения и публикация.

### Реестр

screen-register-whole = В РЕЕСТРЕ ТО, ЧТО БЫЛО ЗАПИСАНО
screen-register-altered = В РЕЕСТРЕ НЕ ТО, ЧТО БЫЛО ЗАПИСАНО
field-register = Реестр
field-events = Прочитано событий
field-rows = Сверено строк
field-heads = Сверено отметок
field-head = Последнее событие
field-operator = Оператор
reason-no-head = строка { $line } не отметка: нужны номер события и 64 шестнадцатеричные цифры, как их показывает epatent-issue register head
register-set-back = время пошло назад на { $minutes } мин: событие { $sequence } записано в { $at } после { $before }, оператор { $operator }, «{ $station }»
reason-no-heads = в нём нет ни одной отметки, только пустые строки и примечания
reason-no-person-key = нужны 64 шестнадцатеричные цифры в одной строке

### Затруднения с реестром: код 2

error-register-missing = реестра здесь нет: { $reason }
    .hint = создайте его: epatent-issue register init --store ПАПКА; или укажите нужный: --register МЕСТО
error-register-exists = реестр здесь уже есть: { $reason }
    .hint = ничего не изменено; работайте с ним или укажите другое место: --register МЕСТО
error-register-location = это не место реестра: { $reason }
    .hint = укажите файл или PostgreSQL этого компьютера: --register postgres://USER@localhost/NAME
error-office-has-register = у этого органа уже есть реестр, и ключи папки подписывают только для него: «{ $path }»
    .hint = ничего не создано; работайте с ним или укажите, где он: --register МЕСТО; другому органу нужна своя папка: epatent-issue lab init ПАПКА
error-register-other = это не реестр этой папки органа: первое событие в нём не то, что в «{ $path }»
    .hint = ничего не сделано; укажите нужный: --register МЕСТО; у перенесённого и у восстановленного реестра первое событие прежнее
error-register-unbound = папка органа не говорит, какой реестр её: нет файла «{ $path }»
    .hint = ничего не сделано; верните этот файл из копии папки; если register init прервался или папка от прежнего выпуска, напишите в него слово «new», вдвоём
error-publish-older-register = ничего не опубликовано: в реестре нет события { $sequence }, которым кончалась прошлая публикация
    .hint = это старая копия или другой реестр; верните самую новую копию; только если её нет, внесите заново всё, что решено с тех пор, и вдвоём уберите запись о той публикации: { $path }
error-register-newer = реестр другого выпуска: { $reason }
    .hint = на каждой станции нужен самый новый выпуск этой программы
error-register-refused = реестр этого не принимает: { $reason }
    .hint = ничего не изменено; посмотрите, что записано, и исправьте команду
error-not-approved = нужны одобрения двух людей: { $reason }
    .hint = ничего не изменено; предложите его с --propose вместо --confirm-one или --confirm-all, и пусть другой человек одобрит именно это: epatent-issue approve ХЕШ --yes --operator N
error-over-limit = предел оператора исчерпан: { $reason }
    .hint = ничего не подписано; продолжить может другой оператор, или подождите до завтра
error-no-digest = это не хеш действия
    .hint = введите все 64 шестнадцатеричные цифры, которые видел предложивший

### То же, код 4

error-register-busy = реестр занят: { $reason }
    .hint = ничего не изменено; найдите зависшую программу на другой станции и повторите команду
error-register-unknown = неизвестно, записано ли: { $reason }
    .hint = посмотрите, прежде чем повторять команду: запись могла состояться
error-application-altered = заявление изменено: { $reason }
    .hint = карты по нему не будет, и никто его не одобрит; посмотрите, что ещё расходится: epatent-issue register verify; затем верните его из последней копии реестра
error-register-damaged = реестр повреждён: { $reason }
    .hint = прекратите работу с ним и посмотрите, что не так: epatent-issue register verify; затем восстановите последнюю копию
error-register = реестром нельзя пользоваться: { $reason }
    .hint = ничего не изменено; проверьте диск, базу данных и связь и повторите команду

### Публикация

field-published = Опубликовано в
field-bundle-version = Версия списка доверия
field-lists = Списков
field-cards-covered = Карт в них
field-changes = Новых оплаченных дней
field-new-files = Новые файлы
field-next-update = Следующая не позднее
note-publish-finished = сначала закончена прерванная публикация
error-publish-terms = публикация истекла бы до срока следующей
    .hint = --expires должен быть дольше --next-update
error-publish-no-signer = ничего не опубликовано: { $reason }
    .hint = положите в папку signers сертификат с этой ролью и ключ: epatent-issue ca ceremony PLAN.toml
error-publish-not-signed = ничего не опубликовано: { $reason }
    .hint = запрошенные подписи недействительны; исправьте ключ или токен и повторите команду
error-publish-unproved = ничего не заменено: устройство этого не примет: { $reason }
    .hint = сделанные подписи недействительны; исправьте подписантов и корни этой папки и повторите команду
error-publish-register-altered = ничего не подписано: реестр изменён в обход программы; замечаний: { $count }
    .hint = посмотрите их все: epatent-issue register verify; затем верните самую новую целую копию реестра
error-publish-register-behind = ничего не опубликовано: { $reason }
    .hint = это папка другого органа, или возвращена старая копия реестра? найдите самую новую
error-publish-clock = ничего не опубликовано: на часах { $now }, а прежняя публикация от { $before }
    .hint = публикацию спешащих часов устройства отклонят; поставьте часы, а если они верны, повторите с --clock-is-right
error-publish-too-soon = ничего не опубликовано: { $reason }
    .hint = если часы сейчас отстают, поставьте их; если они спешили тогда, опубликуйте в новую пустую папку и положите её вместо прежней: устройства ту публикацию не взяли
error-publish = ничего не опубликовано: { $reason }
    .hint = папка прежняя; исправьте ошибку и повторите команду

### Отозванные подписанты

field-signer = Подписант
field-since = Отозван с
field-earlier = Подписанное раньше
field-cards-before = Карт подписано раньше
field-cards-since = Карт подписано после, будут отклонены
field-cards-refused = Всего карт будет отклонено
word-earlier-good = остаётся в силе
word-earlier-falls = тоже теряет силу
word-earlier-listed = остаётся в силе по перечню
note-withdrawn = об этом скажет следующий список доверия: epatent-issue publish
note-withdraw-two = ничего не изменено; нужны двое: предложите это с --propose, другой человек одобрит
note-withdraw-second = предложено; другой человек читает и одобряет: epatent-issue approve { $digest } --operator N; затем повторите команду с --confirm-all
error-withdrawal-open = подписант отзывается, но файла об этом нет в этой папке офиса: { $digest }
    .hint = повторите epatent-issue ca withdraw с теми же данными или публикуйте из папки, где отзыв начат
note-withdraw-dry-run = ничего не изменено; чтобы сделать это, повторите команду с --confirm-all
error-signer-unknown = подписанта «{ $name }» в этой папке нет
    .hint = есть: { $names }
error-withdraw-objects = файл с перечнем нужен для --earlier listed и только для него
    .hint = укажите оба параметра или ни одного
error-day-in-future = решение не может действовать с { $day }: это позже сегодняшнего дня, { $limit }
    .hint = примите его в тот день: списки сообщают о решении со следующей публикации
error-day-before-patent = решение не может действовать с { $day }: патент действует с { $limit }
    .hint = укажите день не раньше этого или не указывайте --on: тогда это сегодня
error-reason-unknown = «{ $code }» не причина для этого
    .hint = подходят: { $codes }; свои причины орган добавляет в reasons.toml своей папки
reason-no-digests = нужны хеши SHA-256 по 64 шестнадцатеричные цифры, хотя бы один

### Решения

field-act = Решение
field-card-number = Карта
field-receipt = Квитанция
field-paid-on = День платежа
field-paid-for = За дни
field-amount = Сумма, рублей
field-reason = Причина
field-holds-from = Действует с
field-state-before = Патент до него
field-act-digest = Хеш действия
field-approved-by = Одобрили
word-act-annul = аннулировать патент
word-act-suspend = приостановить патент
word-act-restore = возобновить патент
word-act-supersede = заменить карту: эта больше не действует
word-act-replace = разрешить другую карту
word-act-accept-payment = зачесть платёж
word-patent-valid = действует
word-patent-annulled = аннулирован
word-patent-suspended = приостановлен
note-decided = решено и записано; в списках это будет со следующей epatent-issue publish
note-decide-dry-run = ничего не изменено; чтобы сделать это, повторите команду с --on { $day } --confirm-one
note-decide-two = ничего не изменено; нужны двое: предложите это с --on { $day } --propose, другой человек одобрит
note-decide-second = предложено; другой человек читает и одобряет: epatent-issue approve { $digest } --operator N; затем повторите команду с --on { $day } --confirm-one

### Платежи

field-payment-lines = Строк
field-payments-recorded = Записано
field-payments-duplicate = Записано раньше
field-payments-to-look-at = Посмотреть
field-patents-changed = Патентов с новым оплаченным днём
payment-late = строка { $line }: записано; поздно, зачлось бы до { $day }, патент этим не возобновляется
payment-gap = строка { $line }: записано; дни с { $day } не оплачены, поэтому не зачтено
payment-conflict = строка { $line }: не записано; квитанция записана с другим содержанием
payment-unknown-patent = строка { $line }: не записано; такого патента нет, строку можно принести снова
payment-end-before-start = строка { $line }: не записано; конец раньше начала
payment-paid-in-future = строка { $line }: не записана: день оплаты позже сегодняшнего, { $day }; строка может прийти снова с верным днём
payment-problem-field = строка { $line }, { $column }: { $wrong }
payment-problem-line = строка { $line }: { $wrong }
note-payments-dry-run = ничего не записано; повторите команду без --dry-run
error-payments = «{ $path }»: ничего не записано; { $count ->
        [one] { $count } ошибка:
        [few] { $count } ошибки:
       *[many] { $count } ошибок:
    }
    .hint = исправьте файл и повторите команду; вид файла описан в epatent-issue payments import --help

### Вопросы к реестру

field-paid-through = Оплачен по
word-nothing-paid = ничего
word-status-valid = действует
word-status-annulled = аннулирована
word-status-suspended = приостановлена
word-status-superseded = заменена
note-nothing-found = ничего не найдено
note-more-found = есть ещё; введите больше цифр номера
error-not-found = реестр не знает «{ $what }»
    .hint = патенты по началу номера: epatent-issue search
screen-stats-closed = ВСЁ УЧТЕНО, В РАБОТЕ НИЧЕГО
screen-stats-open = ВСЁ УЧТЕНО, ЧАСТЬ В РАБОТЕ
screen-stats-differ = СЧЁТ НЕ СХОДИТСЯ
field-blanks = Бланки = в ящике + в работе + выдано + испорчено + утрачено
field-signatures = Подписи = выданные + недействительные + открытые
field-states-application = Заявления
field-states-patent = Патенты
field-states-card = Карты
field-states-blank = Бланки по состоянию

### Самопроверка органа выдачи

doctor-subject-office = Папка органа
doctor-subject-keys = Ключи
doctor-subject-register = Реестр
doctor-subject-work = Работа
doctor-subject-publication = Публикация
doctor-subject-disk = Диск
doctor-office-read = читается
doctor-office-unusable = { $reason }
    .fix = укажите папку органа выдачи: --store ПАПКА
doctor-keys-none = подписанта «{ $role }» с ключом здесь нет
    .fix = карты подписать нельзя: epatent-issue ca ceremony PLAN.toml
doctor-keys-withdrawn = ключ подписи региона { $region } отозван: карты этого региона подписать нечем
    .fix = остановите выпуск и сделайте новый ключ: epatent-issue ca ceremony PLAN.toml
doctor-keys-missing = подписанта «{ $role }» с ключом здесь нет
    .fix = без него нельзя публиковать; если публикует другой орган, делать ничего не надо
doctor-keys-end-soon = последний подписант «{ $role }» кончается { $day }
    .fix = создайте следующего, чтобы оба действовали 30 дней: epatent-issue ca ceremony PLAN.toml
doctor-keys-ready = подписант «{ $role }» есть до { $day }
doctor-clock-behind-register = { $now } раньше последнего события реестра, { $newest }
    .fix = поставьте часы; если они верны, они спешили, когда это записывалось
doctor-clock-went-back = в реестре время больше чем на десять минут шло назад, раз: { $count }; последний: { $last }
    .fix = выясните, кто переводил часы, и посмотрите платежи и решения того времени: epatent-issue register verify назовёт все случаи
doctor-register-unusable = { $reason }
    .fix = создайте его: epatent-issue register init; или укажите нужный: --register МЕСТО
doctor-register-whole = событий { $events }, все как записаны
doctor-register-altered = в нём не то, что записано: { $reason }
    .fix = прекратите работу с ним: epatent-issue register verify назовёт всё
doctor-register-long = событий { $events }; их сверка дольше этой проверки: epatent-issue register verify
doctor-register-accounted = каждый бланк и каждая подпись учтены
doctor-register-differs = счёт не сходится
    .fix = строки назовёт epatent-issue stats
doctor-work-none = недоделанного нет
doctor-work-open = не закончены карт: { $attempts }, других действий: { $acts }
    .fix = продолжите: epatent-issue batch, epatent-issue publish или прерванная команда для карты на считывателе
doctor-publication-none = из этого реестра ещё не публиковали
doctor-publication-fresh = следующая не позднее { $due }
doctor-publication-newer = в реестре нет события { $event }, которым кончалась прошлая публикация: это старая копия
    .fix = ничего не публикуйте; верните самую новую копию реестра
doctor-publication-forgotten = запись о прошлой публикации, register.published, не читается
    .fix = верните её из копии папки
doctor-publication-late = следующая была нужна { $due }: устройства считают её устаревшей
    .fix = epatent-issue publish ПАПКА
doctor-disk-room = свободно { $megabytes } МБ
doctor-disk-low = свободно { $megabytes } МБ
    .fix = освободите место заранее: на день работы нужно около гигабайта
doctor-disk-full = свободно { $megabytes } МБ
    .fix = освободите место сейчас: на полный диск ничего не записать
doctor-disk-not-asked = система не говорит, сколько свободно
