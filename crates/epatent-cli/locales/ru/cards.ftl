# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: acts upon cards in an office with a register.

field-blank = Бланк
field-status-before = Прежде в списках
note-chip-already = так уже было; в реестре то же самое
note-terminate-dry-run = ничего не сделано; отменить это нельзя: повторите команду с --yes
erased-blank = карта стёрта, бланк { $blank } снова в запасе, её патент снова ждёт

### Trouble: exit 2

error-card-not-registered = в реестре этого органа нет карты { $card }
    .hint = укажите реестр органа, который её выдал: --store ПАПКА или --register МЕСТО; с картой ничего не сделано
error-card-not-issued = это чистый бланк или карта в работе
    .hint = спишите её по номеру: epatent-issue stock scrap НОМЕР --reason КОД; недописанную карту стирает epatent-issue abort
error-end-unknown = прекращённая карта не говорит, какая она, а о прекращении этой карты ничего не записано
    .hint = сверьте номер на пластике с epatent-issue show НОМЕР и назовите карту, прекращение которой прервалось: --card ID
error-reason-needed = у этого органа есть реестр, и в нём нужна причина
    .hint = укажите причину: --reason КОД; подходят: { $codes }; свои причины орган добавляет в reasons.toml своей папки
