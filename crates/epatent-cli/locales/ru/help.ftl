# SPDX-License-Identifier: MIT OR Apache-2.0
# Справка, общая для всех программ.

help-heading-usage = Использование
help-heading-commands = Команды
help-heading-arguments = Аргументы
help-heading-options = Параметры
help-word-command = КОМАНДА
help-word-options = ПАРАМЕТРЫ
help-word-default = по умолчанию
help-word-possible = возможные значения
help-word-env = переменная
help-word-help = Показать эту справку
help-word-version = Показать версию

help-common-lang = Язык слов и справки; иначе EPATENT_LANG, затем язык системы
    .value = ЯЗЫК
help-common-trace = Записать в этот файл каждую команду и ответ, без персональных данных и ключей; его не должно быть
    .value = ФАЙЛ
help-common-apdu = Длина команд: auto пробует, что передаёт считыватель; short работает на любом считывателе
    .value = ДЛИНА
help-common-json = Ответ в формате JSON в stdout

man-name = НАЗВАНИЕ
man-synopsis = СИНТАКСИС
man-description = ОПИСАНИЕ
man-options = ПАРАМЕТРЫ
man-subcommands = КОМАНДЫ
man-extra = ПРИМЕРЫ
man-version = ВЕРСИЯ
