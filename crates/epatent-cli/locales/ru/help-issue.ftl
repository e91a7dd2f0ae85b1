# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-issue.

help-issue = Выдача карт патента
help-issue-lab = Лабораторные ключи: не для настоящих документов
help-issue-lab-init = Создать лабораторные ключи, сертификаты и список доверия в новом каталоге
help-issue-lab-init-directory = Создаваемый каталог
    .value = КАТАЛОГ
help-issue-sign = Подписать заявление; результат — файл карты
help-issue-sign-application = Заявление в формате JSON
    .value = ЗАЯВЛЕНИЕ.json
help-issue-write = Записать подписанный файл карты на карту
help-issue-personalise = Подписать заявление и записать на карту
help-issue-inspect = Показать состояние карты
help-issue-readers = Показать считыватели и что на них лежит
help-issue-reader = Считыватель; нужен, только если их несколько
    .value = ИМЯ
