# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-issue.

help-issue = Выдача карт патента
    .after =
        Пример:
          epatent-issue lab init office
          epatent-issue personalise application.json --store office

        Коды выхода: 0 сделано, 1 проверенное не в порядке (прочитанная карта, реестр), 2 неверный вызов или файл, 4 считыватель, карта или служба
help-issue-lab = Лабораторные ключи: не для настоящих документов
help-issue-lab-init = Создать лабораторные ключи, сертификаты и список доверия в новой папке
help-issue-lab-init-directory = Создаваемая папка; её не должно быть, или она должна быть пуста
    .value = ПАПКА
help-issue-lab-init-region = Регион, для которого нужна подпись: две цифры, например 77; можно повторять
    .value = NN
help-issue-lab-init-algorithm = Алгоритм подписи корня и органов выдачи
    .value = АЛГОРИТМ
help-issue-ca = Ключи и сертификаты удостоверяющего центра и подписантов
help-issue-ca-ceremony = Создать корень, подписантов и смену корня по одному рассмотренному плану; без --reviewed только репетиция
    .long =
        Репетиция делает всё с временными ключами, оценивает по правилам проверяющего и показывает хеш плана.
        С --reviewed и этим хешем создаются настоящие ключи. Ничто существующее не перезаписывается.
help-issue-ca-ceremony-plan = План, TOML
    .value = PLAN.toml
help-issue-ca-ceremony-reviewed = Хеш рассмотренного плана, как его показала репетиция: не меньше 16 цифр
    .value = SHA256
help-issue-ca-ceremony-protocol = Протокол для подписей присутствующих; не должен существовать
    .value = ФАЙЛ
help-issue-sign = Подписать заявление для чипа с известным ключом; результат — файл карты
help-issue-sign-chip-key = Открытый ключ чипа: 130 шестнадцатеричных цифр, их показывает chip-key
    .value = HEX
help-issue-sign-out = Создаваемый файл карты; его не должно быть
    .value = ФАЙЛ
help-issue-sign-qr = Записать код для оборота карты в эту папку: qr.txt, qr.png, qr.svg
    .value = ПАПКА
help-issue-personalise-qr = Записать код для оборота карты в эту папку: qr.txt, qr.png, qr.svg
    .value = ПАПКА
help-issue-qr = Записать подписанный код карты из файла для принтера карт
help-issue-qr-card-file = Файл карты, созданный командой sign
    .value = ФАЙЛ
help-issue-qr-out = Папка для qr.txt, qr.png и qr.svg; их в ней не должно быть
    .value = ПАПКА
help-issue-chip-key = Создать ключ пустой карты, если его нет, и показать его открытую часть
help-issue-write = Записать файл карты на карту, для которой он подписан, и прочитать её заново
help-issue-write-card-file = Файл карты, созданный командой sign
    .value = ФАЙЛ
help-issue-personalise = Подписать заявление для карты на считывателе, записать и прочитать её заново
    .long =
        Карта, записанная не до конца, будет закончена: повторите команду с тем же заявлением.
help-issue-personalise-out = Сохранить файл карты ещё и здесь; его не должно быть
    .value = ФАЙЛ
help-issue-abort = Отказаться от недописанной карты: стереть её файлы и ключ
help-issue-abort-yes = Стереть без вопроса
help-issue-suspend = Приостановить выданную карту: до возобновления её никто не прочитает
help-issue-suspend-can = Шесть цифр, напечатанных на карте: по ним карта говорит, какая она
    .value = NNNNNN
help-issue-activate = Возобновить действие приостановленной карты
help-issue-terminate = Навсегда прекратить действие карты: её ключ и всё о владельце стираются
help-issue-terminate-can = Шесть цифр, напечатанных на карте: по ним карта говорит, какая она
    .value = NNNNNN
help-issue-terminate-yes = Сделать без вопроса; где есть реестр, без этого показывается только, что было бы сделано
help-issue-card = Номер карты, 32 шестнадцатеричные цифры, как его показывает personalise
    .value = ID
help-issue-card-file = Файл карты, который был на неё записан
    .value = ФАЙЛ
help-issue-inspect = Показать состояние и файлы карты или файла карты; ничего не проверяется
help-issue-inspect-card-file = Показать файл карты, а не карту
    .value = ФАЙЛ
help-issue-readers = Показать считыватели и что на них лежит
help-issue-application = Заявление в формате JSON
    .value = ЗАЯВЛЕНИЕ.json
help-issue-store = Папка органа выдачи, созданная командой lab init
    .value = ПАПКА
help-issue-can = Номер, уже напечатанный на карте, шесть цифр; иначе случайный
    .value = NNNNNN
help-issue-reader = Считыватель: имя или его часть, подходящая только одному; нужен, только если их несколько
    .value = ИМЯ
