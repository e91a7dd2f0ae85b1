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
help-check-qr = Проверить код на обороте карты без её чипа
    .long =
        Ответ — в лучшем случае «не установлено»: код может скопировать кто угодно, и фотографии в нём нет.
help-check-qr-code = Текст кода (EPC1:...) либо изображение (PNG, JPEG) или текстовый файл с ним
    .value = КОД
help-check-card-qr = Код на обороте: его текст либо изображение или текстовый файл с ним; открывает чип и сравнивается с ним
    .value = КОД
help-check-file-qr = Код на обороте: его текст либо изображение или текстовый файл с ним; сравнивается с файлом карты
    .value = КОД
help-check-printed-number = Напечатанные серия и номер патента, для сравнения с подлинными
    .value = НОМЕР
help-check-blank = Напечатанный номер бланка, для сравнения с подлинным
    .value = БЛАНК
help-check-readers = Показать считыватели и что на них лежит
help-check-reader = Считыватель: имя или его часть, подходящая только одному; нужен, только если их несколько
    .value = ИМЯ
help-check-card-trust = Папка со списком доверия: trust.toml и roots/
    .value = ПАПКА
help-check-file-trust = Папка со списком доверия: trust.toml и roots/
    .value = ПАПКА
help-check-qr-trust = Папка со списком доверия: trust.toml и roots/
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
help-check-device = Ключ, которым это устройство подписывает отчёты
help-check-device-init = Создать ключ устройства; с этого времени проверки записываются в журнал
help-check-device-show = Показать открытую часть ключа
help-check-log = Что проверяло это устройство: без персональных данных и ограниченное время
help-check-log-show = Показать записи, начиная со старых
help-check-log-purge = Удалить старые записи
help-check-log-purge-days = Хранить записи за столько дней
    .value = N
help-check-report = Подписанные отчёты о проверках
help-check-report-verify = Проверить отчёт и сравнить его с файлом карты той же проверки
    .after = Коды выхода: 0 верен, 1 неверен, 2 неверный вызов или файл
help-check-report-verify-file = Отчёт
    .value = ФАЙЛ
help-check-report-verify-evidence = Файл карты, сохранённый при той же проверке
    .value = ФАЙЛ
help-check-report-verify-device = Открытый ключ устройства, которое должно было подписать
    .value = HEX
help-check-state = Папка устройства: его ключ и журнал
    .value = ПАПКА
help-check-log-days = Хранить записи журнала за столько дней
    .value = N
help-check-no-log = Не записывать эту проверку в журнал
help-check-card-report = Записать подписанный отчёт без персональных данных; файла не должно быть
    .value = ФАЙЛ
help-check-file-report = Записать подписанный отчёт без персональных данных; файла не должно быть
    .value = ФАЙЛ
help-check-qr-report = Записать подписанный отчёт без персональных данных; файла не должно быть
    .value = ФАЙЛ
help-check-trust = Показать, чему доверяет устройство, и загрузить более новое
help-check-trust-import = Принять новый набор доверия из файла или папки, например с флешки
    .long =
        Всё проверяется до сохранения. Если файл отклонён, действует прежний набор.
        Коды завершения: 0 принято или ничего нового, 2 отклонено или не читается
help-check-trust-import-source = Файл набора или папка с bundle.cbor
    .value = ФАЙЛ|ПАПКА
help-check-trust-show = Показать корни, ключи, списки и их возраст
help-check-trust-import-trust = Каталог доверия: trust.toml, roots/ и то, что загружено позже
    .value = ПАПКА
help-check-trust-show-trust = Каталог доверия: trust.toml, roots/ и то, что загружено позже
    .value = ПАПКА
