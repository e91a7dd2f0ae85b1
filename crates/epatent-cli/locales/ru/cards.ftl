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
error-which-ended-card = прекращённая карта не говорит, какая она
    .hint = сверьте номер на пластике с epatent-issue show НОМЕР и назовите карту: --card ID
field-blank-state = Где бланк
field-blank-operator = Записал сотрудник
field-blank-delivery = Поставка
story-blank-attempt = { $at }  патент { $patent }: { $outcome }, сотрудник { $operator }
delivery-number-known = бланк { $number }: этот номер уже в реестре, { $state }
delivery-chip-known = бланк { $number }: его чип { $chip } уже в реестре как бланк { $known }, { $state }
error-blank-state = бланк { $blank }: { $state }, а не в запасе и не в работе: ничего не изменено
    .hint = посмотрите, что с ним было: epatent-issue show { $blank }
card-blocked-by = патент { $patent }, решение от { $at }, сотрудник { $operator }, причина: { $reason }; карту не отдавайте
error-patent-is-blocked = патент: { $state }; карту не возобновить
    .hint = сначала решение двоих о патенте: epatent-issue decide restore
error-patent-is-annulled = патент аннулирован окончательно: карту не возобновить
    .hint = прекратите карту: epatent-issue terminate --reason КОД --yes; кто снова может работать, подаёт на новый патент
error-patent-state = патент { $patent }: { $actual }, а не { $expected }: такое решение о нём невозможно
    .hint = посмотрите, что и кем решено раньше: epatent-issue show "{ $patent }"
error-card-is-ended = в реестре об этой карте: { $state }
    .hint = сверьте номер на пластике; если карта всё же отвечает, оставьте её у себя и скажите ответственному за реестр
error-card-counts-no-more = карта: { $state }; её больше не возобновить
    .hint = прекратите её: epatent-issue terminate --reason replaced; другая делается после epatent-issue decide duplicate
error-code-of-no-card = карта не выдана или прекращена: её код не подписывается
    .hint = посмотрите: epatent-issue show КАРТА
error-reason-needed = у этого органа есть реестр, и в нём нужна причина
    .hint = укажите причину: --reason КОД; подходят: { $codes }; свои причины орган добавляет в reasons.toml своей папки

### What two people agree on

word-subject-withdrawal = подписант больше ничего не подписывает
word-subject-root-introduction = устройствам представляется другой корень
word-subject-root-retirement = под корнем больше ничего не подписывается
word-subject-root-settlement = с новым корнем настроены все устройства
field-proposal = Предложение
field-says = Сказано
field-about = О чём
word-subject-rules = другие правила органа
word-subject-decision = решение
field-proposed = Предложил
note-nothing-waits = второго человека ничто не ждёт
note-approved = одобрено; нужно одобрение ещё одного человека
note-approved-whole = одобрено; предложивший может выполнить это
note-approve-dry-run = ничего не одобрено; если вы согласны именно с этим: epatent-issue approve { $digest } --yes
error-act-not-proposed = действия с таким хешем никто не предлагал
    .hint = сверьте цифры с тем, что видел предложивший; чтобы предложить действие, добавьте --propose к его команде
error-act-lapsed = одобрять больше нечего: действие выполнено, или после предложения было решено что-то ещё
    .hint = посмотрите: epatent-issue show; если действие ещё нужно, предложите его снова
error-one-is-enough = для этого второй человек не нужен
    .hint = сделайте это: --confirm-one

### Rules of the office

help-issue-register-rules = Показать действующие правила и дать двоим ввести вместо них правила из файлов
    .long =
        Правила - это то, что разрешает office.toml, политика устройств (trust/trust.toml) и свои причины органа (reasons.toml). Что только строже
        (four_eyes, signatures_a_day), действует со следующей команды любого человека и записывается. Всё остальное действует, когда один
        предложил (--propose), другой одобрил (approve) и это введено (--confirm-all).
field-rules-in-force = Действуют правила
help-issue-register-rules-confirm-all = Ввести правила из файлов; без этого они только показываются
field-rules-since = С какого времени, кто
field-rules-differences = Изменится
rules-difference = { $field }: действует «{ $in-force }», просят «{ $wanted }»
rules-value-none = ничего
rules-field-four_eyes = заявления одобряют двое ({ $field })
rules-field-signatures_a_day = подписей оператора в день ({ $field })
rules-field-late_report_days = дней для опоздавших сведений об оплате ({ $field })
rules-field-next_update_hours = самое большее часов до следующей публикации ({ $field })
rules-field-expires_days = самое большее дней, пока публикации верят ({ $field })
rules-field-policy-wrong-region = ответ о патенте другого региона ({ $field })
rules-field-policy-status = нужен ли список состояний ({ $field })
rules-field-policy-payment = нужен ли список оплаты ({ $field })
rules-field-policy-status-age-seconds = возраст несвежего и просроченного списка состояний, секунд ({ $field })
rules-field-policy-payment-age-seconds = возраст несвежего и просроченного списка оплаты, секунд ({ $field })
rules-field-policy-payment-grace-days = льготных дней после последнего оплаченного ({ $field })
rules-field-policy-expires-soon-days = за сколько дней говорить «скоро кончается» ({ $field })
rules-field-policy-clock-tolerance-seconds = допуск часов, секунд ({ $field })
rules-field-reason-for = действия по причине «{ $code }» ({ $field })
rules-field-reason-category = что говорят списки о причине «{ $code }» ({ $field })
rules-field-reason-en = английские слова причины «{ $code }» ({ $field })
rules-field-reason-ru = русские слова причины «{ $code }» ({ $field })
note-rules-wait = файлы органа (office.toml, trust/trust.toml, reasons.toml) просят других правил, чем действуют; действуют прежние: epatent-issue register rules
note-rules-two = ничего не изменено; нужны двое: предложите это с --propose, другой человек одобрит
note-rules-second = предложено; другой человек читает и одобряет: epatent-issue approve { $digest } --operator N; затем повторите команду с --confirm-all
note-rules-dry-run = ничего не изменено; чтобы ввести их, повторите команду с --confirm-all
note-rules-put = правила из файлов органа действуют, это записано
error-rules-no-looser = файлы органа не просят других правил, чем действуют: двоим не о чем договариваться
    .hint = посмотрите те и другие: epatent-issue register rules; чтобы стало только строже, ничьё согласие не нужно
error-rules-changed = ничего не сделано: действуют другие правила, чем те, по которым это показано
    .hint = повторите команду; если двое тем временем ничего не меняли, кто-то меняет реестр в обход программы: epatent-issue register verify
error-rules-policy = такую политику не передаёт ни один список доверия, публиковать стало бы нечего: { $reason }
    .hint = исправьте [policy] в trust/trust.toml
error-publish-other-rules = ничего не подписано: { $reason }
    .hint = повторите команду; если двое тем временем ничего не меняли, кто-то меняет реестр в обход программы: epatent-issue register verify
error-publish-bounds = по действующим правилам следующая публикация нужна самое большее через { $hours } ч, а этой верят самое большее { $days } дн.
    .hint = возьмите меньше или впишите больше в office.toml (next_update_hours, expires_days), и пусть двое согласятся: epatent-issue register rules
reason-entry-of-program = строка { $line }: код «{ $code }» принадлежит программе, и решённое по нему не должно менять смысл; возьмите другой код
doctor-subject-rules = Правила
doctor-rules-in-force = действует то, что сказано в файлах органа
doctor-rules-tighten = office.toml строже действующих правил: он действует со следующей команды
doctor-rules-wait = файлы органа просят других правил, чем действуют с { $since } ({ $by }); действуют прежние; полей с отличиями: { $count }
    .fix = посмотрите те и другие; пусть двое согласятся, или исправьте файлы: epatent-issue register rules
doctor-rules-unreadable = правила органа не прочесть: { $reason }
    .fix = выясните, кто изменил файл, и исправьте его; до тех пор ни одна команда не работает
doctor-rules-differ = { $field }: действует «{ $in-force }», просят «{ $wanted }»
    .fix = выясните, кто изменил файл; пусть двое согласятся, или исправьте его: epatent-issue register rules

### What was done to a card

word-chip-act-suspend = приостановить
word-chip-act-activate = возобновить
word-chip-act-terminate = прекратить
word-chip-active = чип отвечает
word-chip-suspended = чип приостановлен
word-chip-terminated = чип прекращён
word-chip-unanswered = чип после этого не спрошен
