# SPDX-License-Identifier: MIT OR Apache-2.0
# Экраны: надписи, названия полей, ход работы.

screen-lab-banner = ЛАБОРАТОРНЫЙ ОБРАЗЕЦ - НЕ ЯВЛЯЕТСЯ ДОКУМЕНТОМ / LAB - NOT A REAL DOCUMENT
screen-why = Почему
screen-next = Что делать
screen-also = Также
screen-checks = Проверки
screen-not-checked = Не проверялось
screen-payment-not-checked = оплата (в этой версии не проверяется)
screen-yes = да
screen-no = нет
screen-not-stated = не указано
screen-not-restricted = без ограничения
screen-took = Время

field-name = Имя
field-name-latin = Имя латиницей
field-surname = Фамилия
field-given-name = Имя
field-patronymic = Отчество
field-birth-date = Дата рождения
field-sex = Пол
field-citizenship = Гражданство
field-document = Документ
field-inn = ИНН
field-patent-number = Патент
field-blank-number = Номер бланка
field-issued-on = Дата выдачи
field-issuer = Кем выдан
field-region = Регион
field-territory = Территория
field-professions = Профессии
field-in-force-from = Действует с
field-latest-end = Последний возможный день
field-signed-at = Подписано
field-replacement = Номер замены
field-remarks = Отметки
field-card = Карта
field-state = Состояние
field-environment = Среда
field-reader = Считыватель
field-file = Файл
sex-not-stated = не указан
sex-male = мужской
sex-female = женский
environment-lab = лабораторная
environment-production = рабочая
state-blank = пустая
state-personalisation = записывается
state-active = выдана
state-suspended = приостановлена
state-terminated = прекращена

progress-reading = Чтение карты
progress-writing = Запись карты
progress-checking = Проверка
