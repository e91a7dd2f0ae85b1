# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-check.

help-check = Проверка карт патента без связи
    .after = Коды выхода: 0 в силе, 1 не действует, 2 неверный вызов или файл, 3 не установлено, 4 считыватель, карта или служба
help-check-card = Проверить карту на считывателе
    .after =
        Пример:
          epatent-check card --trust trust --region 77
help-check-file = Проверить карту из файла
help-check-file-file = Файл карты
    .value = ФАЙЛ
help-check-readers = Показать считыватели и что на них лежит
help-check-reader = Считыватель: имя или его часть, подходящая только одному; нужен, только если их несколько
    .value = ИМЯ
help-check-trust = Папка со списком доверия: trust.toml и roots/
    .value = ПАПКА
help-check-region = Регион проверки: две цифры, например 77
    .value = NN
help-check-card-can = Шесть цифр, напечатанных на карте; иначе программа спросит
    .value = NNNNNN
help-check-details = Показать все проверки, в том числе верные
help-check-on = День проверки, ГГГГ-ММ-ДД; иначе сегодня по времени региона
    .value = ДАТА
help-check-profession = Работа, за которой застали, словами патента
    .value = ТЕКСТ
help-check-card-save-evidence = Сохранить прочитанное в этом файле карты: в нём будут персональные данные; его не должно быть
    .value = ФАЙЛ
