# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-check: что сотрудник видит рядом с ответом.

screen-photo-format = (Фото в формате, который эта версия не рисует: сверьте лицо с паспортом.)
screen-photo-damaged = (Фото подлинное, но показать его нельзя: сверьте лицо с паспортом.)
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
    .hint = скопируйте список доверия заново оттуда, откуда он взят; до этого ничего не проверяется
note-list-lost = список, который был на этом устройстве, пропал или повреждён ({ $kind } { $list }): загрузите его снова
note-list-ignored = список «{ $path }» не принят: { $reason }
error-policy = правила в trust.toml непригодны: { $reason }
    .hint = исправьте trust.toml
error-neither-code-nor-file = аргумент — ни напечатанный код, который начинается с EPC1:, ни существующий файл
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
trust-import-first = { $file }: принят, первый набор доверия на этом устройстве
trust-import-newer = { $file }: принят, новее прежнего
trust-import-same = { $file }: ничего нового
trust-import-older = { $file }: старше имеющегося, пропущен
trust-import-list-taken = { $file }: принят, список «{ $kind }» региона { $region }, номер { $sequence }
trust-list-behind = Набору доверия известен список новее, чем на устройстве: { $kind }, регион { $region }, номер { $sequence }
trust-list-refused-rollback = это номер { $shown }, а номер { $seen } здесь уже был. Действует более новый.
trust-list-refused-held-back = это номер { $shown }, а набору доверия известен номер { $seen }. Действует то, что было.
trust-list-refused-fork = другой список с номером { $sequence } здесь уже был: подписаны два. Действует первый; сообщите в подразделение, которое ведёт устройства.
trust-list-refused-gap = он не продолжает имеющийся: сначала загрузите список целиком. Действует то, что было. ({ $reason })
trust-list-refused-no-bundle = набора доверия на устройстве нет, а списки называет только он: сначала загрузите bundle.cbor
trust-list-refused-not-named = действующий набор доверия такого списка не называет
trust-list-refused-too-much = с ним списки стали бы больше, чем держит это устройство. Действует то, что было. ({ $reason })
trust-list-refused-untrusted = это не список подписавшего, которому устройство его доверяет. Действует то, что было. ({ $reason })
trust-import-failed = { $file }: получить не удалось, действует то, что было: { $reason }
error-fetch = с «{ $url }» ничего получить не удалось, действует то, что было: { $reason }
    .hint = проверьте адрес и сеть; публикацию можно принести и на флешке: epatent-check trust import ПАПКА
error-fetch-certificate = с «{ $url }» ничего не получено, действует то, что было: { $why ->
        [unknown] его сертификат подписан тем, кого эта система не знает
        [other-server] его сертификат выдан другому серверу
        [ended] срок его сертификата истёк, или часы устройства спешат
        [not-yet] срок его сертификата ещё не начался, или часы устройства отстают
       *[unusable] его сертификат непригоден
    }
    .hint = { $why ->
        [unknown] добавьте в систему удостоверяющий центр сервера или укажите его файл в SSL_CERT_FILE; публикацию можно принести и на флешке
        [other-server] проверьте адрес; публикацию можно принести и на флешке: epatent-check trust import ПАПКА
        [ended] проверьте часы, затем сообщите тем, кто ведёт сервер; публикацию можно принести и на флешке
        [not-yet] проверьте часы, затем сообщите тем, кто ведёт сервер; публикацию можно принести и на флешке
       *[unusable] сообщите тем, кто ведёт сервер; публикацию можно принести и на флешке: epatent-check trust import ПАПКА
    }
trust-import-refused = { $file }: отклонён: { $reason }
trust-in-force = Действует набор доверия { $version } от { $issued }
trust-no-bundle = Набора доверия на устройстве нет. Действует то, с чем устройство настроено.
trust-refused-rollback = это версия { $shown }, а версия { $seen } здесь уже была. Действует более новая.
trust-refused-fork = другая версия { $version } здесь уже была: подписаны две. Действует первая; сообщите в подразделение, которое ведёт устройства.
trust-refused-earlier = версия больше, а дата раньше, чем у прежнего. Действует прежний. ({ $reason })
trust-refused-future = выпущен { $issued }, а часы устройства показывают { $clock }. Поставьте часы и загрузите снова; если они верны, ошибаются часы того, кто его выпустил. Действует то, что было.
trust-refused-withdrawn = подписавший отозван в действующем наборе; он остаётся в силе. ({ $reason })
trust-refused-untrusted = это не набор подписавшего, которому устройство доверяет. Действует прежний. ({ $reason })
trust-environment = Среда
trust-environment-lab = лаборатория
trust-environment-production = рабочая
trust-root = Корень
trust-root-pinned = { $subject }, с { $from } по { $to }
trust-root-introduced = { $subject }, с { $from } по { $to }, представлен прежним корнем
trust-root-retired = { $term }, ВЫВЕДЕН с { $since }
trust-floor = Позднейшее проверенное время
trust-clock = Часы
trust-clock-back = раньше позднейшего проверенного времени: установите дату и время
trust-state = Память
trust-state-copy-damaged = одна из двух копий повреждена; следующая загрузка её исправит
trust-bundle = Набор доверия
trust-bundle-none = на устройстве нет
trust-age-fresh = { $version }, свежий
trust-age-stale = { $version }, устаревает: должен быть более новый, загрузите его
trust-age-expired = { $version }, ИСТЁК: ни одна карта не может быть в силе, загрузите новый
trust-issued = Выпущен
trust-next-update = Следующий
trust-expires = Истекает
trust-bundle-signer = Подписал
trust-signer = Ключ
trust-signer-active = { $certificate }: { $roles } { $regions }
trust-signer-withdrawn = { $certificate }: { $roles } { $regions }, ОТОЗВАН с { $since }
trust-role-document = карты
trust-role-payment = платежи
trust-role-status = списки
trust-role-bundle = наборы доверия
trust-list = Список
trust-list-status = статусы
trust-list-paid-through = оплата
trust-list-state = { $kind }, регион { $region }: здесь { $sequence }, известен { $known }
trust-list-fresh = от { $issued }, следующий { $next }
trust-list-stale = от { $issued }, устарел с { $next }
trust-list-expired = от { $issued }, ИСТЁК
trust-list-lost = ПРОПАЛ ИЛИ ПОВРЕЖДЁН, загрузите его снова
trust-list-absent = нет
error-trust-state = то, что устройство запомнило, нельзя использовать: «{ $path }»: { $reason }
    .hint = уберите папку, загрузите свежие файлы и сообщите об этом: до этого старый набор мог бы сойти за новый

watch-next = СЛЕДУЮЩАЯ КАРТА
watch-next-card = Приложите карту к считывателю.
watch-next-number = Наберите шесть цифр с лицевой стороны или считайте код с оборота: до или после, без Enter.
watch-reading = ЧТЕНИЕ
watch-leave-card = Не убирайте карту.
watch-number = НОМЕР?
watch-number-how = Наберите шесть цифр с лицевой стороны карты или считайте код с оборота.
watch-failed = НЕ ПРОЧИТАНА
watch-again = Приложите карту снова: набранное ещё действует.
watch-trouble = НЕТ СЧИТЫВАТЕЛЯ
watch-goes-on = Работа продолжится сама, как только считыватель будет доступен.
watch-hidden = ОТВЕТ СКРЫТ
watch-hidden-why = Карту давно не трогали. Уберите её и приложите снова, чтобы увидеть ответ.
watch-photo-awaited = Фотография читается.
watch-list = { $kind ->
        [status] Аннулирования
       *[paid-through] Платежи
    } от { $issued }: { $age ->
        [fresh] свежий список.
        [stale] список УСТАРЕВАЕТ.
       *[expired] список ИСТЁК.
    }
watch-no-lists = Списков для этого региона нет.
watch-took = Ответ через { $time }.
watch-typed = Номер: { $dots }
watch-scanning = Код считывается
watch-number-waits = Номер ждёт карту
watch-quit = q: выход
watch-removed = Карта убрана.
watch-ended = Завершено.
error-terminal = терминал нельзя использовать: { $reason }
    .hint = возьмите другой терминал или добавьте --lines

doctor-health-good = [исправно]
doctor-health-warning = [внимание]
doctor-health-bad = [НЕИСПРАВНО]
doctor-health-not-checked = [?]
doctor-subject-service = Служба
doctor-subject-reader = Считыватель
doctor-subject-driver = Драйвер
doctor-subject-card = Карта
doctor-subject-clock = Часы
doctor-subject-trust = Доверие
doctor-subject-roots = Корни
doctor-subject-bundle = Набор доверия
doctor-subject-lists = Списки
doctor-subject-store = Папка
doctor-service-runs = служба смарт-карт отвечает этому пользователю
doctor-service-stopped = служба смарт-карт (PC/SC) не запущена
    .fix = sudo systemctl enable --now pcscd.socket
doctor-service-denies = служба смарт-карт не пускает этого пользователя к считывателям
    .fix = администратору: разрешить org.debian.pcsc-lite.access_pcsc и access_card в /etc/polkit-1/rules.d/, затем: sudo systemctl restart pcscd
doctor-service-fails = служба смарт-карт сообщает: { $reason }
    .fix = sudo systemctl restart pcscd
doctor-reader-ready = «{ $name }»
doctor-reader-none = не подключён
    .fix = подключите считыватель; если его не видно: sudo apt-get install libccid, затем sudo systemctl restart pcscd
doctor-reader-unknown = считывателя «{ $wanted }» нет; подключены: { $names }
    .fix = посмотрите имена: epatent-check readers
doctor-reader-several = подключено несколько: { $names }
    .fix = назовите один: export EPATENT_READER="{ $first }"
doctor-reader-fails = использовать нельзя: { $reason }
    .fix = отключите считыватель, подключите снова, затем: epatent-check doctor
doctor-reader-not-asked = не спрашивали: сначала служба
doctor-driver-devices = все считыватели — устройства
doctor-driver-laboratory = «{ $name }» — программа: допустимо только в лаборатории
doctor-driver-virtual = «{ $name }» — программа, а устройство проверяет настоящие карты: кто до неё доберётся, покажет карту, которой нет
    .fix = sudo apt-get remove vsmartcard-vpcd, затем sudo systemctl restart pcscd
doctor-card-not-asked = не спрашивали: сначала считыватель
doctor-card-none = карты на считывателе нет
doctor-card-mute = не отвечает
    .fix = уберите карту, переверните, приложите снова, затем: epatent-check doctor
doctor-card-in-use = занята другой программой
    .fix = закройте ту программу, затем: epatent-check doctor
doctor-card-ours = наша, выданная
doctor-card-blank = наша, чистая: ничей патент
    .fix = верните её органу, который выдаёт карты
doctor-card-not-active = наша, состояние { $state }
    .fix = посмотрите, что скажет проверка: epatent-check card
doctor-card-newer = наша, профиля { $profile }, которого программа не знает
    .fix = обновите программу
doctor-card-other = другого вида: не патент и не признак подделки
    .fix = приложите карту патента, затем: epatent-check doctor
doctor-card-fails = обмен не удался: { $reason }
    .fix = приложите карту снова, затем: epatent-check doctor
doctor-clock-plausible = { $now }
doctor-clock-unset = не установлены
    .fix = sudo timedatectl set-ntp true, а без сети: sudo timedatectl set-time "ГГГГ-ММ-ДД ЧЧ:ММ"
doctor-clock-early = { $now } — раньше, чем выдана любая карта
    .fix = sudo timedatectl set-ntp true, а без сети: sudo timedatectl set-time "ГГГГ-ММ-ДД ЧЧ:ММ"
doctor-clock-late = { $now } — позже срока любого корня
    .fix = sudo timedatectl set-ntp true, а без сети: sudo timedatectl set-time "ГГГГ-ММ-ДД ЧЧ:ММ"
doctor-clock-back = { $now } — раньше, чем { $floor }, когда уже было подписано проверенное
    .fix = sudo timedatectl set-ntp true, а без сети: sudo timedatectl set-time "ГГГГ-ММ-ДД ЧЧ:ММ"
doctor-trust-not-named = не смотрели: папка не названа
    .fix = epatent-check doctor --trust ПАПКА
doctor-trust-unusable = { $reason }
    .fix = скопируйте папку «{ $path }» снова оттуда, откуда она взята
doctor-trust-read = { $environment ->
        [lab] лабораторное: НЕ для настоящих карт
       *[production] рабочее
    }
doctor-trust-copy-damaged = одна из двух копий выученного повреждена; действует другая
    .fix = следующая загрузка исправит: epatent-check trust import ФАЙЛ --trust "{ $path }"
doctor-trust-no-clock = возраст не проверен: сначала часы
doctor-roots-good = { $count }, сроки не вышли, первый до { $end }
doctor-roots-ending = один кончается { $end }: после этого его карты не будут в силе
    .fix = загрузите набор с новым корнем: epatent-check trust import ФАЙЛ
doctor-roots-ended = один кончился { $end }
    .fix = возьмите новую папку доверия там, где взята эта
doctor-roots-none = нет ни одного
    .fix = скопируйте папку доверия снова оттуда, откуда она взята
doctor-bundle-none = не загружен: отозванные ключи неизвестны
    .fix = epatent-check trust import ФАЙЛ --trust "{ $path }"
doctor-bundle-fresh = версия { $version } от { $issued }
doctor-bundle-stale = версия { $version } от { $issued } устаревает: должен быть более новый
    .fix = epatent-check trust import ФАЙЛ --trust "{ $path }"
doctor-bundle-expired = версия { $version } от { $issued } истекла { $expires }: ни одна карта не будет в силе
    .fix = epatent-check trust import ФАЙЛ --trust "{ $path }"
doctor-lists-fresh = { $count }, все свежие
doctor-lists-none = нет ни одного: аннулирования и платежи неизвестны
    .fix = скопируйте сегодняшние списки в «{ $path }/lists»
doctor-lists-stale = { $kind }, регион { $region }, от { $issued } устаревает: должен быть более новый
    .fix = скопируйте сегодняшние списки в «{ $path }/lists»
doctor-lists-expired = { $kind }, регион { $region }, от { $issued } истёк { $expires }: по нему ни одна карта не в силе
    .fix = скопируйте сегодняшние списки в «{ $path }/lists»
doctor-lists-refused = { $count } не удалось проверить, они пропущены
    .fix = скопируйте сегодняшние списки в «{ $path }/lists» снова оттуда, откуда они взяты
doctor-store-writable = «{ $path }» принимает файлы
doctor-store-not-writable = «{ $path }» не принимает файлы: { $reason }
    .fix = sudo chown -R "$(id -un)" "{ $path }" и проверьте, что диск не полон и не только для чтения: df "{ $path }"
