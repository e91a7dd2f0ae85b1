# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: решения о многих патентах сразу.

word-subject-decisions = решения из файла
error-decisions-file = по файлу «{ $path }» ничего не решено; ошибок в нём: { $count }
    .hint = исправьте каждую строку и повторите команду
decisions-line = строка { $line }, { $field }: { $reason }
decisions-not-text = файл - не текст в UTF-8
decisions-columns = нужны столбцы patent;act;reason;on или Патент;Решение;Причина;День
decisions-cells = нужны четыре ячейки, между ними «;»
decisions-empty = в нём нет решений
decisions-too-many = файл решает не более чем о 10 000 патентов
decisions-act = файлом можно аннулировать (annul), приостановить (suspend) и восстановить (restore)
decisions-day = день пишется ГГГГ-ММ-ДД; пусто - сегодня
decisions-patent = нужны серия и номер: 77 2600012345
decisions-twice = этот патент указан дважды

help-issue-decide-file = Аннулировать, приостановить и восстановить много патентов: весь файл или ничего; решают двое
    .long =
        Файл - таблица: patent;act;reason;on, где act - annul, suspend или restore. Все ошибки названы сразу, со строкой и полем. Двое
        одобряют один хеш всего файла; он перестаёт действовать, как только об одном из патентов решено что-то ещё.
help-issue-decide-file-file = Файл: таблица со столбцами patent;act;reason;on
    .value = ФАЙЛ
help-issue-decide-file-confirm-all = Сделать это; решается о каждом патенте файла
