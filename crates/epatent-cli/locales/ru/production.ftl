# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: приём заявлений, бланки, изготовление карт одной за другой.

### Заявления

screen-imported = ПРИНЯТО
screen-import-dry-run = ПРОБНЫЙ ЗАПУСК: НИЧЕГО НЕ ЗАПИСАНО
field-rows-read = Прочитано заявлений
field-rows-good = Без замечаний
field-recorded = Записано
field-application-numbers = Номера
field-portraits-fitted = Портретов подогнано
import-line = строка { $row }, { $field }: { $reason }
applications-listed = Заявлений: { $count }
applications-approved = Одобрено: { $count }. Патенты ждут своих карт.
applications-by-one = Одобрено одним человеком: { $count }. Нужно одобрение ещё одного.
note-applications-offered = ничего не одобрено; чтобы одобрить именно эти, повторите команду с --all --listed { $digest }
field-received = Принято
field-application = Заявление
application-refused = В заявлении { $number } отказано.
warning-transliterated = написано по правилам паспортов: сверьте с паспортом владельца, верно его написание

### Бланки

field-blanks-received = Принято бланков
field-blanks-declared = По накладной
stock-scrapped = Бланк { $blank } списан: уничтожьте его вдвоём.
stock-lost = Бланк { $blank } утрачен.
stock-was-in-work = Из него делали карту: подписанное недействительно, патент снова ждёт.

### Затруднения: код 2

error-photo-unfit = изображение «{ $path }» непригодно: { $reason }
    .hint = снимите портрет как для паспорта: 3:4, ровный фон
error-import-file = из «{ $path }» заявления не принять: { $reason }
    .hint = ничего не записано; назовите столбцы в файле соответствия: --map ФАЙЛ.toml
error-import-problems = заявлений с замечаниями в «{ $path }»: { $bad } из { $rows }
    .hint = ничего не записано; исправьте файл или пропустите их: --skip-bad
error-application-not-open = открытого заявления { $number } нет
    .hint = посмотрите открытые: epatent-issue applications list
error-application-unknown = заявления { $number } нет
    .hint = посмотрите, какие есть: epatent-issue applications list --state СОСТОЯНИЕ
error-applications-changed = открыты уже не те заявления, что были в списке; ни одно не одобрено
    .hint = прочтите список заново: epatent-issue applications approve --all
error-application-document = заявлением нельзя воспользоваться: { $reason }
    .hint = откажите в нём и примите заново
error-beside-register = у этого органа выдачи есть реестр: карта, сделанная мимо него, не попала бы ни в списки, ни в учёт
    .hint = делайте её по реестру: epatent-issue personalise ЗАЯВЛЕНИЕ --operator N или batch
error-register-gone = реестра этого органа выдачи нет на месте: «{ $path }»
    .hint = верните его самую новую копию или укажите нужный: --register МЕСТО; без него карты не делаются
error-operator-needed = у этого органа выдачи есть реестр: кто это делает?
    .hint = укажите номер человека: --operator N
error-application-differs = файл отличается от заявления { $number }, по которому заведён патент { $patent }, в полях:
    .hint = карта не изготовлена; посмотрите одобренное: epatent-issue applications show { $number }; чтобы изготовить его карту, дайте файл с теми же данными или используйте batch
note-approved-by-personalise = заявление { $number } записано и одобрено под номером этого оператора, даже если карта сейчас не получится
error-second-person-needed = заявление { $number } принято, и эта команда считается первым одобрением под номером этого оператора; здесь нужны двое
    .hint = одобрить должен ещё один: epatent-issue applications approve { $number } --operator N; затем повторите эту команду
error-delivery-list = замечаний к списку поставки «{ $path }»: { $count }
    .hint = ничего не записано; исправьте список и повторите команду

### Карты одна за другой

error-batch-left = ждут карты, которые нельзя сделать: { $count }
    .hint = устраните названное и запустите batch снова
batch-waits-blank = патент { $patent }: ждёт бланка
batch-waits-no-signer = патент { $patent }: здесь нет ключа подписи для региона { $detail }
batch-waits-term-over = патент { $patent }: последний возможный день прошёл: { $detail }
batch-waits-not-approved = патент { $patent }: заявление не одобрено двумя людьми: другой человек одобряет его (applications approve) или отклоняет (applications refuse)
batch-waits-unreadable = патент { $patent }: заявление больше не читается
batch-waits-altered = патент { $patent }: текст заявления { $detail } не тот, что был принят; проверьте epatent-issue register verify и верните его из копии реестра
batch-waits-names-blank = патент { $patent }: заявление называет бланк { $detail }: положите его или спишите
batch-waits-names-unknown-blank = патент { $patent }: заявление называет бланк { $detail }, которого не принимали
batch-issued = { $reader }: патент { $patent }, бланк { $blank }: выпущена
batch-returned = { $reader }: бланк { $blank }: подписанное для него недействительно, это снова бланк
batch-scrapped = { $reader }: бланк { $blank } списан ({ $reason }): выньте и уничтожьте вдвоём; патент { $patent } снова ждёт
batch-passed-over = { $reader }: патент { $patent } пропущен: { $reason }
batch-not-received = { $reader }: этот чип не принимали: { $reason }; примите его по списку поставки: epatent-issue stock receive
batch-not-in-drawer = { $reader }: бланк { $blank } не в запасе: { $reason }
batch-not-in-drawer-lost = { $reader }: бланк { $blank } записан утраченным и найден: где он был, никто не знает; карту из него не делать, уничтожьте его вдвоём
batch-not-in-work = { $reader }: это не бланк и не карта в работе: { $reason }; если это карта этого органа, посмотрите её: epatent-issue show НОМЕР; выньте её и положите бланк
batch-nothing-waiting = { $reader }: бланка { $blank } ничего не ждёт, или заявление называет другой
batch-other = { $reader }: карта не сделана
batch-failed = { $reader }: { $reason }
batch-unknown-card = { $reader }: карта не работает и не говорит, которая она: выньте её и спишите бланк по номеру
batch-reader-failed = { $reader }: { $reason }
batch-not-kept = данные для печати не сохранены: { $reason }; до этого карта не выпускается
batch-signer = подписанта
batch-signer-failed = ключ не подписал: { $reason }; ничего не потеряно, будет повтор
batch-end = Выпущено: { $issued }. Списано: { $scrapped }. Ждут: { $left }. Незаконченных карт: { $unfinished }.
batch-totals = Выпущено { $issued }   осталось { $left }   списано { $scrapped }   в час { $speed }   осталось времени { $time }
batch-paused = ПАУЗА: новые карты не начинаются
batch-stopping = ЗАВЕРШЕНИЕ: начатые карты доделываются
batch-keys = P пауза    Q или Ctrl-C завершить после начатых карт
batch-column-reader = Считыватель
batch-column-state = Состояние
batch-column-patent = Патент
batch-column-step = Шаг
batch-column-issued = Выпущ.
batch-column-failed = Сбоев
batch-state-empty = положите бланк
batch-state-working = работа
batch-state-take-out = выньте карту
batch-state-nothing-waiting = ничего не ждёт
batch-state-paused = пауза
batch-state-trouble = затруднение
batch-state-ended = завершён
step-asked = опрошена
step-taken = бланк взят
step-key-made = ключ создан
step-signature-intended = подпись
step-signed = подписана
step-writing = запись
step-written = записана
step-writing-recorded = проверка чтением
step-read-back = прочитана
step-code-intended = подпись кода
step-kept = файлы для печати
step-issued = выпущена
step-recovered = продолжение
step-terminating = завершение карты
step-terminated = завершена
step-given-up = оставлена

### Затруднения с одной картой: код 4

error-card-not-made = карта не сделана: { $reason }
    .hint = ничего не потеряно; исправьте названное и повторите команду
