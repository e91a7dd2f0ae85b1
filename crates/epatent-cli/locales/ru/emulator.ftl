# SPDX-License-Identifier: MIT OR Apache-2.0
# Слова epatent-emulator.

emulator-card-in = карта в { $reader }
emulator-reader-gone = считыватель { $reader } пропал; ожидание
emulator-torn-out = карта вынута из { $reader } посреди команды; после паузы вставляется снова
emulator-made = { $path }: карта в состоянии { $state }, { $files ->
    [0] файлов нет
    [one] { $files } файл
    [few] { $files } файла
   *[other] { $files } файлов
}
emulator-state = Состояние
emulator-chip = Чип
emulator-key = Открытый ключ
emulator-none = нет
emulator-session = Сеанс
emulator-manifest = Манифест
emulator-secret-file = { $length } байт, не показывается
emulator-file = { $length } байт, SHA-256 { $digest }
emulator-profiles-checked = Коды - ответы команды epatent-check card --region { $region } --on { $day } --can { $can }
emulator-profiles-trust = epatent-check card --trust { $trust } --region { $region } --on { $day } --can { $can }

error-emulator-card-exists = карта здесь уже есть
    .hint = выберите другое имя или добавьте --force: прежняя карта и её ключ будут потеряны
error-emulator-image-format = «{ $path }» — образ карты формата { $found }; эта программа читает форматы до { $known }
    .hint = возьмите epatent-emulator, которым создан образ, или создайте новую карту
error-emulator-no-access-number = карта в «{ $path }» в состоянии { $state } и выпущена без номера доступа (CAN): ни один терминал её уже не прочитает
    .hint = создайте новую карту (epatent-emulator new) и выпустите её заново
error-emulator-not-readable = карта в «{ $path }» в состоянии { $state }, а читается только карта ACTIVE
    .hint = сначала выпустите карту: epatent-issue write
error-emulator-copy-failed = не удалось скопировать карту из «{ $path }»: { $reason }
    .hint = epatent-emulator show { $path }
error-emulator-flip = у карты нет байта { $offset } в файле { $file }
    .hint = epatent-emulator show перечисляет файлы и их длину
error-emulator-no-reader = нет виртуального считывателя по адресу { $place }: { $reason }
    .hint = запустите pcscd с драйвером vpcd (Debian: sudo apt-get install pcscd vsmartcard-vpcd) или укажите адрес через --vpcd
error-emulator-random = система не даёт случайных чисел: { $reason }
error-emulator-profile = «{ $path }» нельзя использовать: { $reason }
    .hint = имена перечисляет epatent-emulator profiles; файлы описаны в profiles/README.md пакета epatent-emulator
