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
help-check-reader = Считыватель; нужен, только если их несколько
    .value = ИМЯ
help-check-trust = Каталог списка доверия
    .value = КАТАЛОГ
help-check-region = Регион проверки: две цифры, например 77
    .value = NN
help-check-on = День проверки, ГГГГ-ММ-ДД; иначе сегодня по времени региона
    .value = ДАТА
