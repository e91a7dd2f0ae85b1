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
    .hint = скопируйте список доверия заново оттуда, откуда он взят; до этого ничего не проверяется
note-list-ignored = список «{ $path }» не принят: { $reason }
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
trust-import-first = { $file }: принят, первый набор доверия на этом устройстве
trust-import-newer = { $file }: принят, новее прежнего
trust-import-same = { $file }: ничего нового
trust-import-refused = { $file }: отклонён: { $reason }
trust-in-force = Действует набор доверия { $version } от { $issued }
trust-no-bundle = Набора доверия на устройстве нет. Действует то, с чем устройство настроено.
trust-refused-rollback = это версия { $shown }, а версия { $seen } здесь уже была. Действует более новая.
trust-refused-fork = другая версия { $version } здесь уже была: подписаны две. Действует первая; сообщите в подразделение, которое ведёт устройства.
trust-refused-earlier = версия больше, а дата раньше, чем у прежнего. Действует прежний. ({ $reason })
trust-refused-withdrawn = подписавший отозван в действующем наборе; он остаётся в силе. ({ $reason })
trust-refused-untrusted = это не набор подписавшего, которому устройство доверяет. Действует прежний. ({ $reason })
trust-environment = Среда
trust-environment-lab = лаборатория
trust-environment-production = рабочая
trust-root = Корень
trust-root-pinned = { $subject }, с { $from } по { $to }
trust-root-introduced = { $subject }, с { $from } по { $to }, представлен прежним корнем
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
