# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-issue: платежи.

help-issue-payments-import-declared = Число строк и их сумма, как их заявляет казначейство: 120:1080000,00; файл, где иначе, не вносится
    .value = СТРОК:СУММА
help-issue-payments-files = Показать внесённые файлы платежей, новые сначала
help-issue-payments-waiting = Показать незачтённые платежи, каждый с причиной
help-issue-stock-receive-differs = Почему список расходится с накладной, кодом: это выяснено, и расхождение улажено
    .value = КОД
help-issue-stock-settle = Сказать, почему в принятой поставке бланков не столько, сколько в накладной
help-issue-stock-settle-note = Номер накладной; из нескольких с этим номером - последняя поставка
    .value = НАКЛАДНАЯ
