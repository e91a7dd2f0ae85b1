# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: корни, которые вводят и выводят.

field-root = Корень
field-root-key = SHA-256 его ключа
field-root-term = Срок
field-root-vouched-by = Подписан корнем
field-root-retired-since = Выведен с
field-root-settled-from = rollover.cbor можно убрать с
note-root-introduced = следующий список доверия вводит его, а тот, что за ним, может быть подписан под ним: epatent-issue publish
note-root-retired = об этом скажет следующий список доверия: epatent-issue publish
note-root-settled = с этого времени его убирает: epatent-issue publish ПАПКА --end-rollover
note-publish-root-introduced = список доверия вводит новый корень; следующая публикация подписывается под ним, если его ключи здесь
note-publish-root-changed = это первый список доверия под новым корнем; rollover.cbor рядом - для устройств, пропустивших предыдущий
reason-root-of-another-name = его ключ не тот, который назван в имени файла
error-root-open = корень вводится или выводится, но файла об этом нет в этой папке офиса: { $digest }
    .hint = повторите epatent-issue ca introduce-root или ca retire-root с одобренными данными или публикуйте из папки, где это начато
error-root-environment = это не корень среды { $expected }
    .hint = лаборатория и производство не смешиваются; возьмите сертификат другой церемонии
error-root-ended = срок этого сертификата кончился { $until }
    .hint = проведите церемонию, которая сделает новый: epatent-issue ca ceremony PLAN.toml
error-root-known = этот корень уже введён, или устройства с ним настроены
    .hint = делать ничего не надо; устройствам скажет epatent-issue publish
error-root-stranger = этот сертификат не подписан ни одним корнем этого офиса
    .hint = укажите сертификат, который церемония записала как «cross», а не собственный сертификат нового корня
error-root-no-authority = этот сертификат не вводит корня
    .hint = укажите сертификат, который церемония записала как «cross»
error-root-voucher-retired = корень { $root }, подписавший этот сертификат, выведен
    .hint = другой сертификат делает церемония, где в [succeeds] стоит действующий корень
error-root-unknown = это не корень этого офиса
    .hint = укажите сертификат корня, лежащий в trust/roots или roots папки офиса
error-root-only = другого корня, который подписывал бы с этого времени, нет
    .hint = сначала введите новый: epatent-issue ca introduce-root
error-root-not-changed = под новым корнем ещё ничего не опубликовано
    .hint = публикуйте, пока список доверия не будет подписан под ним; через 30 дней после этого старый корень можно вывести
error-root-overlap = корень ещё нужен устройствам, которые приходят редко; вывести его можно с { $limit }
    .hint = укажите в --from это время или более позднее
error-root-needed = у подписантов под этим корнем нет преемников под другим: { $count }
    .hint = сделайте их на церемонии и положите сертификаты в папку signers или сначала отзовите этих
error-root-not-introduced = этот корень не введён ни одним списком доверия этого офиса
    .hint = укажите сертификат корня, введённого командой epatent-issue ca introduce-root
error-root-not-pinned = этого корня нет в trust/roots папки офиса
    .hint = настройте с ним все устройства и положите его собственный сертификат в trust/roots
error-root-settle-overlap = rollover.cbor ещё нужен устройствам, которые приходят редко; убрать его можно с { $limit }
    .hint = укажите в --from это время или более позднее
error-publish-rollover-not-settled = ничего не опубликовано: двое не подтвердили, что с новым корнем настроены все устройства
    .hint = это говорит epatent-issue ca settle-root, через 30 дней после первого списка доверия под новым корнем
error-publish-rollover-early = ничего не опубликовано: rollover.cbor можно убрать с { $limit }
    .hint = до того не указывайте --end-rollover
error-publish-not-introduced = ничего не опубликовано: { $reason }
    .hint = оставьте подписанта под старым корнем ещё на одну публикацию после epatent-issue ca introduce-root
error-publish-introduction = ничего не опубликовано: { $reason }
    .hint = в trust/roots этой папки нет корня, ручающегося за новый, или он выведен
error-publish-rollover-open = ничего не опубликовано: { $reason }
    .hint = настройте все устройства с новым корнем, положите его в trust/roots, подтвердите это (epatent-issue ca settle-root) и сначала опубликуйте с --end-rollover
error-publish-rollover-needed = ничего не опубликовано: { $reason }
    .hint = положите новый корень в trust/roots, когда с ним настроены все устройства; до того не указывайте --end-rollover
error-publish-rollover-lost = ничего не опубликовано: { $reason }
    .hint = верните rollover.cbor из копии опубликованного (его SHA-256: { $digest }) и публикуйте в папку, которую читают устройства
error-publish-signer-lost = ничего не опубликовано: в этой папке нет последнего списка доверия, а у ключей, подписавших карты, нет сертификата в signers: { $count }
    .hint = верните их сертификаты в папку signers офиса или публикуйте в ту папку, в которую публиковали раньше

help-issue-ca-introduce-root = Ввести новый корень на устройства через списки доверия; решают двое
    .long =
        Сертификат записала церемония: его подписал старый корень, и поэтому устройства принимают новый. Следующая публикация подписана под
        старым корнем и вводит новый; та, что за ней, может быть подписана под новым и хранит rollover.cbor для устройств, пропустивших
        введение.
help-issue-ca-introduce-root-certificate = Сертификат нового корня, подписанный старым: «cross» в плане церемонии
    .value = ФАЙЛ
help-issue-ca-introduce-root-confirm-all = Сделать это; новый корень примут все устройства
help-issue-ca-retire-root = Ничего нового не подписывать под корнем с некоторого времени; решают двое
    .long =
        Карты, подписанные под ним раньше, остаются в силе до своего конца. Это возможно через 30 дней после первого списка доверия под новым
        корнем. Корень, ключ которого украден, так вывести нельзя: устройства настраивают заново.
help-issue-ca-retire-root-certificate = Сертификат корня: trust/roots/ИМЯ.pem папки офиса
    .value = ФАЙЛ
help-issue-ca-retire-root-from = Первая секунда, с которой подписанное под ним не имеет силы: 2027-03-01T00:00:00Z
    .value = ВРЕМЯ
help-issue-ca-retire-root-reason = Причина, кодом: end-of-term
    .value = КОД
help-issue-ca-retire-root-confirm-all = Сделать это; карты, подписанные под этим корнем с того времени, будут отклонены
help-issue-publish-clock-is-right = Часы верны, хотя прежней публикации больше пяти недель
help-issue-ca-settle-root = Убрать то, что ведёт устройства к новому корню: с ним настроены все; решают двое
    .long =
        Устройство, которое не приняло новый корень и не находит rollover.cbor, можно только настроить заново. Поэтому это возможно через 30 дней
        после первого списка доверия под новым корнем, и без этого publish не примет --end-rollover.
help-issue-ca-settle-root-certificate = Сертификат нового корня: trust/roots/ИМЯ.pem папки офиса
    .value = ФАЙЛ
help-issue-ca-settle-root-from = Первая секунда, в которую принимается publish --end-rollover: 2028-03-01T00:00:00Z
    .value = ВРЕМЯ
help-issue-ca-settle-root-reason = Почему, кодом: devices-set-up
    .value = КОД
help-issue-ca-settle-root-confirm-all = Сделать это; устройства, которые до тех пор не пришли, настраивают заново
help-issue-publish-end-rollover = Убрать rollover.cbor: все устройства настроены с новым корнем

field-caution = Внимание
note-proposal-unclear = её хеш не соответствует тому, что в ней сказано
error-proposal-unclear = ничего не одобрено: хеш { $digest } не соответствует тому, что сказано в предложении
    .hint = пусть его предложат снова; если не поможет, одобряйте там, где в папке офиса есть сертификат подписанта или корня
error-folder-not-approved = в папке офиса сказано не то, что одобрили двое; расхождений: { $count }
    .hint = уберите то, чего никто не одобрял; чего нет, то снова скажет та же команда epatent-issue ca с --confirm-all и одобренными данными
folder-not-approved = сказанного в этом файле двое не одобряли: { $file }
folder-not-said = одобрено двумя и сделано, но файла об этом больше нет: { $about }, { $digest }
folder-not-read = папка офиса не читается: { $reason }
screen-folder-not-approved = В ПАПКЕ ОФИСА СКАЗАНО НЕ ТО, ЧТО ОДОБРИЛИ ДВОЕ
doctor-office-approved = отозванные подписанты, новые и выведенные корни: всё, как одобрили двое
doctor-office-not-approved = { $reason }
    .fix = ничего не публикуйте; epatent-issue register verify назовёт всё
