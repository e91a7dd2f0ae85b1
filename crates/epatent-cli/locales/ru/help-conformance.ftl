# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-conformance.

help-conformance = Проверяет, является ли карта картой патента по спецификации
    .after = Коды завершения: 0 — всё проведённое пройдено, 1 — карта не соответствует, 2 — неверный вызов, 3 — ни одно испытание не удалось провести, 4 — неполадка считывателя или карты.
help-conformance-run = Провести испытания карты в считывателе
    .long = Без --destructive — только испытания, которые не меняют карту и подходят к её состоянию. С --destructive пустая карта проходит всю свою жизнь и в конце становится TERMINATED.
help-conformance-list = Перечислить испытания; отмеченные * меняют карту
help-conformance-run-reader = Считыватель или часть его имени
    .value = ИМЯ
help-conformance-run-master-key = Файл мастер-ключа, из которого выводятся ключи чипа, 32 шестнадцатеричные цифры; без файла ключа — тестовый ключ лаборатории
    .value = ФАЙЛ
help-conformance-run-static-keys = Файл ключей чипа: JSON с enc и mac, по 32 шестнадцатеричные цифры
    .value = ФАЙЛ
help-conformance-run-can = Номер доступа, напечатанный на выданной карте
    .value = ЦИФРЫ
help-conformance-run-chip = Данные диверсификации выданной карты, 20 шестнадцатеричных цифр: сама она их больше не называет
    .value = HEX
help-conformance-run-card = Запись об испытываемой карте: читается, если есть, и сохраняется в конце, чтобы следующий запуск мог продолжить
    .value = ФАЙЛ
help-conformance-run-destructive = Разрешить изменения карты, вплоть до конца её жизни
help-conformance-run-slow = Провести и испытания из многих тысяч команд
help-conformance-run-extended = Считыватель и карта пропускают расширенные APDU
help-conformance-only = Только испытания этой области, требования или номера: EPC-READ, EPC-READ-06, EPC-READ-06.1
    .value = ID
help-conformance-run-junit = Записать JUnit XML в этот файл; его не должно быть
    .value = ФАЙЛ
help-conformance-run-html = Записать страницу с итогами и охватом спецификации в этот файл; его не должно быть
    .value = ФАЙЛ
help-conformance-list-requirements = Перечислить вместо этого требования спецификации и испытания, которые их показывают
