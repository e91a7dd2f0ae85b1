# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-emulator.

help-emulator = Карта патента в виде программы
help-emulator-new = Создать образ пустой карты
help-emulator-serve = Вставить карту в виртуальный считыватель (vpcd) до остановки
help-emulator-image = Файл образа карты
    .value = ФАЙЛ
help-emulator-vpcd = Адрес виртуального считывателя
    .value = УЗЕЛ:ПОРТ
help-emulator-new-image = Создаваемый файл образа
help-emulator-new-master-key = Файл мастер-ключа, из которого выводятся ключи чипа; без него — тестовый ключ лаборатории
    .value = ФАЙЛ
help-emulator-force = Заменить прежнюю карту; её ключ будет потерян
help-emulator-show = Показать, что хранит карта, без закрытого ключа
help-emulator-copy-readable = Скопировать всё, что карта даёт прочитать, на новую карту со своим ключом
    .long = Это лучшее, что доступно подделывателю. Проверка это обнаружит: чип не сможет подтвердить себя подписанным ключом.
help-emulator-copy-readable-from = Файл образа копируемой карты
    .value = ОТКУДА
help-emulator-copy-readable-image = Создаваемый файл образа
    .value = КУДА
help-emulator-serve-flip = Показывать карту с одним изменённым младшим битом байта: идентификатор файла (шестнадцатеричный) и смещение (десятичное), например 0101:17; ничего не сохраняется
    .value = ФАЙЛ:СМЕЩЕНИЕ
help-emulator-serve-profile = Показывать неправильную карту: её имя из epatent-emulator profiles или файл другого профиля; ничего не сохраняется
    .value = ПРОФИЛЬ
help-emulator-serve-read-only = Ничего не сохранять, что бы карте ни велели
help-emulator-profiles = Перечислить неправильные карты для serve --profile, по строке на каждую: имя, ответ epatent-check, что это
help-emulator-profiles-trust = Записать каталог доверия для проверки карт этой программы и сказать, как проверять
    .value = КАТАЛОГ
help-emulator-profiles-folder = Папка других профилей вместо профилей этой программы
    .value = ПАПКА
