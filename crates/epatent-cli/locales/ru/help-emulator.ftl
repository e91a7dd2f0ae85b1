# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-emulator.

help-emulator = Карта патента в виде программы
help-emulator-new = Создать образ пустой карты
help-emulator-serve = Вставить карту в виртуальный считыватель (vpcd) до остановки
help-emulator-image = Файл образа карты
    .value = ФАЙЛ
help-emulator-vpcd = Адрес виртуального считывателя
    .value = УЗЕЛ:ПОРТ
