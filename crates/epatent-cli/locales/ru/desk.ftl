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
payment-why-counts = зачтено
payments-files = Файлов: { $count }
payments-waiting = Не зачтено платежей: { $count }. Зачесть могут двое: epatent-issue decide accept-payment КВИТАНЦИЯ
error-payments-declared = «{ $path }»: в файле { $actual }, заявлено { $declared } (строк:рублей)
    .hint = ничего не записано; сверьте с письмом казначейства, запросите файл снова, если он оборван, и повторите команду с верными числами
