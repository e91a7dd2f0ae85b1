# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-issue: платежи.

help-issue-payments-import-declared = Число строк и их сумма, как их заявляет казначейство: 120:1080000,00; файл, где иначе, не вносится
    .value = СТРОК:СУММА
help-issue-payments-files = Показать внесённые файлы платежей, новые сначала
help-issue-payments-waiting = Показать незачтённые платежи, каждый с причиной
