# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: что принимают на столе и что с этим не так.

### Платежи

field-payment-control = Строк и сумма
field-payment-file = Файл платежей
payment-reported-late = строка { $line }: записано; патент был оплачен по { $day }, файл пришёл слишком поздно, чтобы возобновить его без решения: зачесть платёж могут двое, decide accept-payment
payment-wrong-column-missing = в первой строке его нет
payment-wrong-column-twice = в первой строке он назван дважды
payment-wrong-line = полей не столько, сколько в первой строке, или это не UTF-8
payment-wrong-receipt = нужно от 1 до 120 знаков
payment-wrong-patent = нужны серия и номер
payment-wrong-day = нужен день: 2026-11-25 или 25.11.2026
payment-wrong-amount = нужна сумма в рублях больше 0, не больше двух цифр после запятой
payment-why-late = поздно, зачлось бы до { $day }
payment-why-gap = дни с { $day } не оплачены
payment-why-reported-late = файл пришёл поздно; без этого платежа оплачено по { $day }
payment-why-reported-late-unpaid = файл пришёл поздно; раньше ничего не оплачено
payment-reported-late-unpaid = строка { $line }: записано; раньше за патент ничего не оплачено, файл пришёл слишком поздно, чтобы оплатить его без решения: зачесть платёж могут двое, decide accept-payment
payment-long-period = строка { $line }: записано; месяцев оплачено: { $months }, а у патента их не больше { $limit }: сверьте с письмом казначейства
payment-of-annulled = строка { $line }: записано; патент аннулирован, оплата его не вернёт: плательщику надо об этом сообщить
note-payments-counted-from = часы этого компьютера отстают от реестра, последнее событие которого - { $at }: опоздание считается от него; выставьте часы
payment-why-counts = зачтено
payments-files = Файлов: { $count }
payments-waiting = Не зачтено платежей: { $count }. Зачесть могут двое: epatent-issue decide accept-payment КВИТАНЦИЯ
error-payments-declared = «{ $path }»: в файле { $actual }, заявлено { $declared } (строк:рублей)
    .hint = ничего не записано; сверьте с письмом казначейства, запросите файл снова, если он оборван, и повторите команду с верными числами

### Что не так в поле заявления

problem-missing = не заполнено
problem-missing-without-register = нужно там, где нет реестра
problem-too-long = длиннее { $limit } знаков
problem-cells = ячеек { $cells }, а в первой строке { $columns }
problem-schema = вид заявления { $found } неизвестен; эта программа читает { $known }
problem-field-missing = нет поля { $name }
problem-field-unknown = поля { $name } не бывает
problem-field-twice = поле { $name } есть дважды
problem-kind = значение не того вида
problem-date-format = день пишут так: 2026-11-25, в таблице можно 25.11.2026
problem-birth-format = дату рождения пишут так: 1988-04-17, 1988-04 или 1988, в таблице можно 17.04.1988
problem-no-such-day = такого дня нет
problem-date-range = такого года у патента не бывает
problem-text-empty = пусто
problem-text-too-long = слишком длинно для карты
problem-text-edge-space = начинается или кончается пробелом
problem-text-control = есть невидимый знак { $code }
problem-country-format = страна - три заглавные латинские буквы
problem-country-unknown = такой страны нет в ISO 3166-1
problem-region-format = регион - две цифры
problem-patent-number-parts = нужны серия и номер
problem-patent-number-empty = пуста серия или пуст номер
problem-patent-number-too-long = слишком длинная серия или слишком длинный номер
problem-patent-number-character = «{ $character }» - не буква, не цифра и не дефис
problem-blank-number-length = в номере бланка девять знаков
problem-blank-number-character = «{ $character }» - не буква и не цифра
problem-inn-empty = пусто
problem-inn-too-long = в ИНН двенадцать цифр
problem-inn-character = «{ $character }» - не цифра
problem-sex = нужно male, female или not-stated; в таблице можно М и Ж
problem-card-id = номер карты - 32 шестнадцатеричные цифры
problem-nameless = нужна фамилия или имя, кириллицей или латиницей
problem-no-latin-form = у буквы «{ $letter }» нет латинского вида в правилах паспортов: впишите, как в паспорте
problem-born-after-issue = позже дня выдачи
problem-too-young = в день выдачи меньше { $years } лет: патент не выдаётся
problem-too-old = в день выдачи { $years } лет или больше: сверьте с паспортом
problem-document-before-birth = документ старше своего владельца
problem-end-before-start = { $end } раньше первого дня действия, { $start }
problem-long-term = срок в месяцах - { $months }, а у патента не больше { $limit }
problem-over-at-issue = последний день, { $end }, раньше дня выдачи
problem-over = последний день, { $end }, уже прошёл
problem-photo-not-jpeg = не изображение JPEG
problem-photo-not-picture = не изображение JPEG и не PNG
problem-photo-too-long = длиннее { $limit } байт
problem-photo-dimensions = { $width } x { $height } точек; нужно { $widths } x { $heights }
problem-photo-resolution = { $width } x { $height } точек; нужно не меньше { $least-width } x { $least-height } и не больше { $most } по стороне
problem-photo-not-portrait = { $width } x { $height } точек - не форма снимка для паспорта (3:4): обрежьте до лица и плеч
problem-photo-too-detailed = больше { $budget } байт и при наименьшем качестве: фон не ровный
problem-photo-cut-off = изображение обрывается до конца
problem-photo-damaged = изображение повреждено
problem-photo-missing = рядом с заявлением нет такого файла
problem-photo-elsewhere = не рядом с заявлением и не глубже
problem-photo-unread = файл не читается
problem-same-person-row = тот же человек, что в строке { $number }
problem-same-person-application = тот же человек, что в заявлении { $number }
problem-same-number-row = тот же номер, что в строке { $number }
problem-same-number-application = тот же номер, что в заявлении { $number }
problem-number-taken = такой патент уже есть в реестре под номером { $key }
problem-same-blank-row = тот же бланк, что в строке { $number }
problem-same-blank-application = тот же бланк, что в заявлении { $number }
problem-blank-unknown = такого бланка не принимали
problem-blank-gone = бланка в запасе нет: { $state }
problem-other = не годится
word-blank-blank = в запасе
word-blank-in-work = в работе
word-blank-issued = выдан
word-blank-scrapped = списан
word-blank-lost = утрачен
warning-late-start = срок начинается позже дня выдачи, дней - { $days }: сверьте оба дня с решением
warning-issue-far = день выдачи далеко от сегодняшнего, дней - { $days }: сверьте его с решением
warning-maybe-too-young = в день выдачи, может быть, меньше { $years } лет: сверьте с паспортом
warning-aged = в день выдачи лет - { $years }: сверьте с паспортом
warning-document-after-issue = документ выдан позже патента: сверьте оба дня

### Что не так с файлом заявлений

import-not-text = байт { $offset } - не { $encoding }; сохраните таблицу в UTF-8 или назовите её кодировку в файле соответствия столбцов
import-empty = в нём нет ни одного заявления
import-too-many = заявлений больше { $limit }
import-table = строка { $line }: это не строка таблицы
import-unknown-columns = неизвестные столбцы: { $names }; опишите их или велите пропустить
import-missing-columns = нет столбцов: { $names }
import-column-twice = столбец { $names } есть дважды
import-other = прочитать нельзя
error-import-nothing-good = «{ $path }»: ни одно из заявлений ({ $rows }) записать нельзя
    .hint = ничего не записано; исправьте файл и повторите команду
error-file-not-toml = «{ $path }», строка { $line }: { $reason }
    .hint = исправьте эту строку: неверно имя, знак или значение
mapping-field = поля { $name } не бывает; поля: { $names }
mapping-delimiter = «{ $character }» не может стоять между ячейками

### Что не так со списком поставки

delivery-line = строка { $line }: { $reason }
delivery-not-text = не UTF-8
delivery-columns = нужны столбцы Чип и Номер бланка (или chip и number)
delivery-not-table = это не таблица
delivery-empty = в нём нет ни одного бланка
delivery-cells = нужны две ячейки
delivery-chip = чип - 20 шестнадцатеричных цифр
delivery-number = номер бланка - девять букв и цифр
delivery-too-many = бланков больше, чем бывает в поставке
delivery-chip-twice = этот чип есть дважды
delivery-number-twice = этот номер есть дважды

document-format = оно не того вида, который знает эта программа
document-too-long = оно слишком длинное, чтобы хранить его
document-fields = полей, которые не годятся: { $count }
document-erased = заявление { $number } стёрто
reason-toml-form = это не TOML нужного вида

### Поставки, которые расходятся

field-delivery-note = Накладная
field-blanks-missing = Не хватает (с минусом: лишние)
error-delivery-declared = «{ $path }»: бланков в списке { $count }, а по накладной { $declared }
    .hint = ничего не записано; пересчитайте и повторите с верным списком или числом; если в коробке и правда не столько, назовите причину: --differs КОД

### Найденное и история патента

found-patent = { $number }  регион { $region }  { $state }  оплачен по: { $paid }
found-application = заявление { $number }  регион { $region }  { $state }, патента ещё нет
found-blank = бланк { $number }: { $state }, карты из него нет
screen-story = Что было
story-application = принято заявление { $number }
story-attempt = карта на бланке { $blank }: { $outcome }, оператор { $operator }
story-payment = оплачено, квитанция { $receipt }: { $from } - { $through }, { $why }
story-decision = решено, действует с { $day }: { $act } [{ $reason }], оператор { $operator }
story-approved = одобрили { $people }
story-chip-act = чип: { $act } [{ $reason }], оператор { $operator }; { $found }
reason-entry-wrong = запись не годится: { $detail }
