# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка epatent-issue: заявления, бланки, изготовление карт одной за другой.

help-issue-applications = Заявления: приём, список, одобрение, отказ
help-issue-applications-import = Принять заявления из файла; ничего не записывается, если не все годны
    .long =
        В таблице одно заявление в строке, первая строка называет столбцы: Фамилия, Имя, Отчество, Фамилия латиницей, Имя латиницей, Дата рождения, Пол, Гражданство, Номер документа, Документ выдан государством, Дата выдачи документа, ИНН, Фото, Серия патента, Номер патента, Номер бланка, Дата выдачи, Кем выдан, Регион, Территория, Профессии, Особые отметки, Действует с, Действует по. Понятны и английские названия; другие задаёт файл соответствия. Пропущенные имена латиницей пишутся по правилам паспортов.
        Код выхода 0, если годны все; 1, если --skip-bad что-то пропустил; 2, если ничего не записано. Пробный запуск кончается так же.
help-issue-applications-import-file = Файл: JSON, одно заявление или массив; или таблица с окончанием .csv
    .value = ФАЙЛ
help-issue-applications-import-map = Как столбцы таблицы становятся полями, TOML: delimiter, encoding, columns, defaults, values
    .value = ФАЙЛ
help-issue-applications-import-skip-bad = Записать годные заявления, а с замечаниями пропустить
help-issue-applications-import-dry-run = Показать, что было бы записано, и ничего не записывать
help-issue-applications-list = Показать заявления: номер, патент, человек, дата рождения и что необычно
help-issue-applications-list-state = Только в этом состоянии: open, approved, refused или done
    .value = СОСТОЯНИЕ
help-issue-applications-show = Показать заявление целиком, с хешем, который одобряют люди
help-issue-applications-show-number = Номер заявления
    .value = НОМЕР
help-issue-applications-show-portrait = Записать портрет в этот файл, чтобы посмотреть
    .value = ФАЙЛ
help-issue-applications-approve = Одобрить заявления: патенты заведены и ждут своих карт
    .long =
        Если в office.toml стоит four_eyes = true, нужны двое, каждый под своим номером.
help-issue-applications-approve-number = Номера заявлений, как их показывают import и list
    .value = НОМЕР
help-issue-applications-approve-all = Все открытые заявления: без --listed они только показываются
help-issue-applications-approve-listed = Хеш списка, который показала команда с --all: одобряются именно они
    .value = ХЕШ
help-issue-applications-refuse = Отказать в заявлении
help-issue-applications-refuse-number = Номер заявления
    .value = НОМЕР
help-issue-applications-refuse-reason = Почему: код из малых латинских букв, цифр и дефисов
    .value = КОД
help-issue-stock = Бланки: приём, списание, утрата
help-issue-stock-receive = Записать прибывшие бланки из списка поставки
help-issue-stock-receive-file = Список: таблица со столбцами «Чип» и «Номер бланка»
    .value = ФАЙЛ
help-issue-stock-receive-note = Номер накладной
    .value = ТЕКСТ
help-issue-stock-receive-declared = Бланков по накладной; иначе сколько в списке
    .value = ЧИСЛО
help-issue-stock-receive-on = День поступления; иначе сегодня
    .value = ГГГГ-ММ-ДД
help-issue-stock-scrap = Списать бланк: треснул, испорчен печатью или брошен, пока из него делали карту
help-issue-stock-lose = Сказать, что бланка не найти
help-issue-blank = Номер, напечатанный на бланке
    .value = БЛАНК
help-issue-stock-chip = Показать, под чем известен чип карты в считывателе
help-issue-batch = Делать карты одну за другой на одном или нескольких считывателях из всех одобренных заявлений
    .long =
        Кладите бланк на каждый считыватель и вынимайте карту, когда сказано. Прерванное - клавишей P, Ctrl-C, снятием программы, потерей питания - продолжается: запустите команду снова и положите карту на считыватель. SIGUSR1 ставит на паузу и снимает с неё, SIGTERM завершает после начатых карт.
help-issue-batch-reader = Считыватель или часть его названия, подходящая только к одному; можно повторять; иначе все
    .value = ИМЯ
help-issue-batch-print-dir = Папка для того, что печатается на картах; номера доступа больше нигде нет
    .value = ПАПКА
help-issue-batch-cards = Завершить после стольких выпущенных карт
    .value = ЧИСЛО
help-issue-batch-until-empty = Завершить, когда заявлений больше не ждёт
help-issue-batch-lines = Писать строки, а не рисовать таблицу
