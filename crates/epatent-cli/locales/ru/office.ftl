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
field-approved = Одобренное действие
field-operator = Оператор
reason-no-head = строка { $line } не отметка: нужны номер события и 64 шестнадцатеричные цифры, как их показывает epatent-issue register head
reason-no-person-key = нужны 64 шестнадцатеричные цифры в одной строке

### Затруднения с реестром: код 2

error-register-missing = реестра здесь нет: { $reason }
    .hint = создайте его: epatent-issue register init --store ПАПКА; или укажите нужный: --register МЕСТО
error-register-exists = реестр здесь уже есть: { $reason }
    .hint = ничего не изменено; работайте с ним или укажите другое место: --register МЕСТО
error-register-location = это не место реестра: { $reason }
    .hint = укажите файл или PostgreSQL этого компьютера: --register postgres://USER@localhost/NAME
error-register-newer = реестр другого выпуска: { $reason }
    .hint = на каждой станции нужен самый новый выпуск этой программы
error-register-refused = реестр этого не принимает: { $reason }
    .hint = ничего не изменено; посмотрите, что записано, и исправьте команду
error-not-approved = нужны одобрения двух людей: { $reason }
    .hint = ничего не изменено; пусть двое одобрят именно это действие, каждый под своим номером: epatent-issue approve ХЕШ --operator N
error-over-limit = предел оператора исчерпан: { $reason }
    .hint = ничего не подписано; продолжить может другой оператор, или подождите до завтра
error-no-digest = это не хеш действия
    .hint = введите все 64 шестнадцатеричные цифры, которые показывает пробный запуск

### То же, код 4

error-register-busy = реестр занят: { $reason }
    .hint = ничего не изменено; найдите зависшую программу на другой станции и повторите команду
error-register-unknown = неизвестно, записано ли: { $reason }
    .hint = посмотрите, прежде чем повторять команду: запись могла состояться
error-register-damaged = реестр повреждён: { $reason }
    .hint = прекратите работу с ним и посмотрите, что не так: epatent-issue register verify; затем восстановите последнюю копию
error-register = реестром нельзя пользоваться: { $reason }
    .hint = ничего не изменено; проверьте диск, базу данных и связь и повторите команду
