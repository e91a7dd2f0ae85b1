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
application-refused = В заявлении { $number } отказано.
warning-transliterated = написано по правилам паспортов: сверьте с паспортом владельца, верно его написание

### Бланки

field-blanks-received = Принято бланков
field-blanks-declared = По накладной
screen-delivery-differs = СПИСОК И НАКЛАДНАЯ РАСХОДЯТСЯ: пересчитайте; ежедневное равенство скажет об этом, пока не улажено
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
error-application-document = заявлением нельзя воспользоваться: { $reason }
    .hint = откажите в нём и примите заново
error-delivery-list = замечаний к списку поставки «{ $path }»: { $count }
    .hint = ничего не записано; исправьте список и повторите команду
