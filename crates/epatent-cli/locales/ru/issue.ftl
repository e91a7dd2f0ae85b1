# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: что слышит оператор.

label-note = примечание

### Экраны

screen-card-issued = КАРТА ВЫДАНА: записана, перезапущена и прочитана заново; подпись и чип верны
field-can = Номер для печати (CAN)
field-store = Папка органа
field-trust = Список доверия
field-regions = Ключи подписи для регионов
field-chip-key = Ключ чипа
field-session = Сеанс
field-code = Код для оборота
field-code-length = Байт в коде
field-code-modules = Модулей
field-written = Записано
note-read-back-only = карта была записана раньше, а сейчас прочитана заново
note-aborted = незаконченная карта стёрта; она снова пуста
note-suspended = карта приостановлена: до возобновления её никто не прочитает
note-activated = карта снова действует
note-terminated = карта прекращена навсегда и стёрта
note-resumed = карта была записана не до конца и закончена: целых файлов было { $files }, повторно не записано { $bytes }
question-abort = Файлы и ключ незаконченной карты будут стёрты. Продолжить? [д/Н]

### Примечания к заявлению: они ничему не отказывают

warning-patent-series-format = серия «{ $series }» — не две цифры
warning-patent-series-unknown = серия «{ $series }» — неизвестный код региона
warning-patent-number-format = в номере знаков: { $length }; обычно десять цифр
warning-blank-number-format = номер бланка «{ $number }» — не две буквы кириллицы и семь цифр
warning-inn-format = в ИНН знаков: { $length }; обычно двенадцать цифр
warning-inn-check-digits = ИНН заканчивается на { $actual }, а по остальным цифрам должно быть { $expected }: сверьте с документом
warning-region-unknown = регион «{ $code }» — неизвестный код
warning-country-unknown = страны «{ $code }» нет в ISO 3166-1
warning-name-character = в имени есть знак «{ $character }», которого в именах не бывает
warning-early-start = срок начинается раньше дня выдачи, дней — { $days }: сверьте оба дня с решением
warning-name-script = в имени есть «{ $character }» — буква другого алфавита

### Заявления, ключи, папки: код 2

error-application-fields = «{ $path }»: { $count ->
        [one] не годится { $count } поле:
        [few] не годятся { $count } поля:
       *[other] не годятся { $count } полей:
    }
    .hint = исправьте файл и повторите команду; верные файлы есть в examples/applications
error-photo-not-jpeg = «{ $path }» — не изображение JPEG
    .hint = сохраните портрет в JPEG
error-photo-dimensions = «{ $path }»: { $width } x { $height } точек; нужно { $widths } x { $heights }
    .hint = обрежьте портрет или измените его размер
error-photo-elsewhere = заявление называет портрет, который лежит не рядом с ним: «{ $path }»
    .hint = положите портрет рядом с заявлением или глубже и укажите путь без «..»
error-photo-cut-off = изображение «{ $path }» обрывается до конца
    .hint = скопируйте файл заново или пересохраните портрет в JPEG
error-photo-damaged = изображение «{ $path }» повреждено
    .hint = снимите портрет или скопируйте файл заново
error-chip-key = это не ключ чипа
    .hint = укажите 130 шестнадцатеричных цифр, которые показывает epatent-issue chip-key
error-signing = карта не подписана: { $reason }
    .hint = ничего не записано; исправьте заявление или папку органа и повторите команду
error-code = код для оборота карты не создан: { $reason }
    .hint = самой карты это не касается; возьмите папку органа, который её подписал: epatent-issue qr
error-term-over = последний возможный день патента, { $date }, уже прошёл
    .hint = исправьте срок или не выдавайте карту
error-not-a-store = «{ $path }» — не папка органа выдачи
    .hint = создать для лаборатории: epatent-issue lab init ПАПКА
error-no-signer = в «{ $path }» нет ключа подписи для региона { $region }
    .hint = возьмите папку того органа, который подписывает для этого региона
error-signer-withdrawn = ключ подписи региона { $region } отозван («{ $path }»): ничего не подписано
    .hint = подписанное им устройства отклонят; новый ключ делает церемония (epatent-issue ca ceremony PLAN.toml), его файлы получают имя региона, файлы отозванного переименовывают все вместе
reason-signer-withdrawn = ключ отозван и больше не подписывает
error-folder-not-empty = папка «{ $path }» не пуста и оставлена как есть
    .hint = укажите новую папку
error-not-confirmed = ничего не стёрто: никто не подтвердил
    .hint = повторите команду с --yes
error-internal = ошибка самой программы: { $reason }
    .hint = сообщите о ней вместе с набранной командой
reason-key-of-another-certificate = ключ не от того сертификата, который лежит рядом

### Карты: код 4

error-not-our-card = на карте нет приложения патента
    .hint = положите на считыватель карту патента
error-access-number = записанный номер доступа не открывает чип
    .hint = карту не выдавать и списать
error-office-channel = карта не приняла ключи этого органа: { $reason }
    .hint = возьмите папку того органа, чьи ключи в карте
reason-no-access-number = в файле нет номера доступа: подпишите заявление заново
reason-no-master-key = нужны 32 шестнадцатеричные цифры одной строкой
error-card-not-active = карта в состоянии { $state } и патента не показывает
    .hint = что на ней есть, покажет epatent-issue inspect
error-card-issued-already = карта уже выдана, записать её снова нельзя
    .hint = возьмите пустую карту; что на этой, покажет epatent-check card
error-card-terminated = карта прекращена навсегда
    .hint = возьмите пустую карту, а эту отложите на уничтожение
error-card-of-another-job = карта начата с другими файлами, которых нет в этой папке органа
    .hint = закончите её там, где начали, или сотрите: epatent-issue abort
error-card-of-another-patent = карта начата для патента { $patent }
    .hint = закончите её с тем заявлением или сотрите: epatent-issue abort
error-card-of-another-key = файлы подписаны для другой карты
    .hint = положите на считыватель карту, ключ чипа которой дали команде sign
question-terminate = Карта будет прекращена навсегда, её ключ и всё о владельце стёрты. Продолжить? [д/Н]
error-card-state = карта в состоянии { $state }, в котором это невозможно
    .hint = состояние карты показывает epatent-issue inspect
error-chip-unknown = карту { $card } записывал не орган этой папки
    .hint = возьмите папку органа, который её записал
reason-no-chip = нужны 20 шестнадцатеричных цифр одной строкой
error-which-card = выданная карта сама не говорит, какая она
    .hint = укажите напечатанный на ней номер (--can) или назовите карту: --card ID или --card-file ФАЙЛ
error-which-suspended-card = приостановленная карта не говорит, какая она
    .hint = назовите карту: --card ID или --card-file ФАЙЛ
error-number-of-another-card = номер не открывает карту
    .hint = сверьте шесть цифр с картой
error-nothing-to-abort = карта пуста: стирать нечего
    .hint = её можно записать

### Чтение после записи: код 1

error-read-back = карта записана, но прочитанное не даёт «в силе»: не выдавайте её
    .hint = посмотрите её командой epatent-check card; если ответ тот же, карту списать

### Церемонии ключей

screen-ceremony = ПРОТОКОЛ ЦЕРЕМОНИИ КЛЮЧЕЙ
screen-ceremony-rehearsal = РЕПЕТИЦИЯ С ВРЕМЕННЫМИ КЛЮЧАМИ: ничего не создано
field-title = Название
field-plan-digest = План (SHA-256)
field-program = Программа
field-time = Время
field-serial = Серийный номер
field-term = Срок
field-roles = Роли
field-key-place = Ключ в
field-key-digest = Открытый ключ (SHA-256)
field-certificate-digest = Сертификат (SHA-256)
ceremony-root = Корень
ceremony-cross = Новый корень, подписанный прежним
ceremony-signer = Подписант
ceremony-judged = { $count ->
        [one] По правилам проверяющего оценён { $count } сертификат: всё верно.
        [few] По правилам проверяющего оценены { $count } сертификата: всё верно.
       *[many] По правилам проверяющего оценены { $count } сертификатов: всё верно.
    }
ceremony-leader = Ведущий церемонии
ceremony-operator = Оператор
ceremony-witness = Свидетель
note-ceremony-rehearsed = репетиция прошла, ничего не создано; чтобы продолжить, сверьте план с рассмотренным и повторите команду с --reviewed { $digest }
question-pin = ПИН токена «{ $subject }»:
question-passphrase = Пароль к «{ $subject }»:
error-plan = «{ $path }»: { $count ->
        [one] { $count } ошибка:
        [few] { $count } ошибки:
       *[many] { $count } ошибок:
    }
    .hint = исправьте план и дайте рассмотреть его снова
error-plan-not-reviewed = это не тот план, что рассмотрен: его хеш { $digest }
    .hint = сверьте план с рассмотренным; нужно не меньше 16 цифр хеша
error-ceremony = церемония прекращена, ничего не записано: { $reason }
    .hint = исправьте план и повторите репетицию
error-ceremony-judged = проверяющий не принял бы результат: { $count ->
        [one] { $count } ошибка:
        [few] { $count } ошибки:
       *[many] { $count } ошибок:
    }
    .hint = исправьте план; сертификаты не записаны
plan-schema = должно быть { $schema }
plan-many = в одной церемонии не больше { $most }
plan-one-role = у каждого ключа ровно одна роль
plan-region = кода субъекта «{ $code }» нет
plan-no-region = нужен хотя бы один регион
plan-term = не позже начала
plan-time = нужно в виде 2027-01-01T00:00:00Z
plan-production-key = рабочий ключ живёт в токене, а не в файле
plan-key = так ключ не назван; слова программы: «{ $reason }»
plan-root-term = его срок выходит за срок корня
plan-twice = «{ $what }» стоит дважды
judged-root = корень: слова проверяющего: «{ $reason }»
judged-succeeds = succeeds: прежний корень не подписал новый
judged-root-signature = корень его не подписал
judged-root-name = корень в нём не назван
judged-profile = он не по профилю
judged-key-usage = его ключ не только для подписей
judged-roles = в нём другие роли
judged-regions = в нём другие регионы
judged-environment = он другой среды
judged-term = в нём другой срок
judged-key = он не о своём ключе
judged-overlap = не перекрывается на 30 дней с сертификатом, за которым следует
judged-specimen = проверяющий в регионе { $region } отклонил бы его карты: { $check }
error-passphrase = пароль не открывает «{ $path }», или файл повреждён
    .hint = введите его ещё раз; ничего не подписано
error-secret-missing = для «{ $subject }» нужен ПИН или пароль, а ввести его здесь некому
    .hint = укажите файл в pin-source в URI ключа или запустите команду в терминале

### Ключи в токенах: код 4

error-token-module = библиотека токена не запускается: { $reason }
    .hint = проверьте module-path в URI ключа
error-token-token-absent = токена «{ $token }» нет: { $reason }
    .hint = вставьте его или проверьте token и serial в URI ключа
error-token-pin-wrong = ПИН токена «{ $token }» неверен
    .hint = узнайте ПИН до следующей попытки: несколько ошибок запирают токен
error-token-pin-locked = ПИН токена «{ $token }» заблокирован
    .hint = новый ПИН ставит администратор токена
error-token-pin-unset = ПИН токена «{ $token }» истёк или не задан
    .hint = задайте его программой токена
error-token-session-lost = связь с токеном «{ $token }» дважды потеряна: { $reason }
    .hint = проверьте кабель и питание токена и повторите команду; ничего не потеряно
error-token-busy = токен «{ $token }» занят: { $reason }
    .hint = подождите минуту и повторите команду; ничего не потеряно
error-token-unsupported = токен «{ $token }» этого не умеет: { $reason }
    .hint = возьмите ключ другого алгоритма или другой токен
error-token-forbidden = ключ «{ $key }» использовать нельзя: { $reason }
    .hint = посмотрите ключи программой токена
error-token-broken = токен «{ $token }» отказал: { $reason }
    .hint = выведите его из работы и обратитесь к изготовителю; ничего не потеряно
error-token-other = токен «{ $token }» отвечает непонятное: { $reason }
    .hint = повторите команду; если ответ тот же, обратитесь к изготовителю токена
