# SPDX-License-Identifier: MIT OR Apache-2.0
# Слова epatent-conformance. Сами испытания говорят на языке спецификации.

conformance-yes = СООТВЕТСТВУЕТ в испытанном: пройдено { $passed }, не проводилось { $left }
conformance-not = НЕ СООТВЕТСТВУЕТ: не пройдено { $failed }, пройдено { $passed }, не проводилось { $left }
conformance-nothing = НИЧЕГО НЕ ИСПЫТАНО: не проводилось { $left }
conformance-part = ИСПЫТАНО НЕ ВСЁ, О ЧЁМ ПРОСИЛИ, пока ничего против карты: пройдено { $passed }, не проводилось { $left }
conformance-used-up = эта карта в состоянии { $stage }: разрушающим испытаниям нужна чистая
conformance-keys = Если ключи могут быть не от этой карты: --master-key или --static-keys — файл её ключей, --chip — номер её чипа, если она выдана
conformance-key-file = --master-key — 32 шестнадцатеричные цифры; --static-keys — {"{"}"enc": "..", "mac": ".."{"}"}, по 32 шестнадцатеричные цифры
conformance-record = --card — запись, которую сделал прежний запуск с --card, или имя новой
conformance-ended = ПРЕРВАНО, пока ничего против карты: пройдено { $passed }, не проводилось { $left }
conformance-coverage = Этот запуск показал { $shown } из { $all } требований; все испытания вместе могут показать { $possible }
conformance-step = { $done } из { $total }: { $area }, карта { $stage }
conformance-left = Не проводилось:
conformance-lab-keys = файл ключа не указан: используется тестовый ключ лаборатории
progress-conformance = Испытания

error-conformance-no-chip = выданная карта не называет свой чип: ни одно испытание не проводилось
    .hint = --chip — его номер: у чистой карты его показывает epatent-issue stock chip, у карты эмулятора — epatent-emulator show; --card — запись прежнего запуска
error-conformance-number = карта не приняла номер доступа (6300) и засчитала попытку: ни одно испытание не проводилось
    .hint = --can — шесть цифр, напечатанные на этой карте; --card должна быть записью этой карты
error-conformance-no-case = ни одно испытание не начинается с { $asked }
    .hint = epatent-conformance list
error-conformance-argument = значение { $name } не такое, каким должно быть
    .hint = --can — шесть цифр, --chip — двадцать шестнадцатеричных цифр
error-conformance-same-file = { $path } назван для двух файлов этого запуска
    .hint = --junit, --html, --trace и --card — каждому своё имя
error-conformance-random = система не даёт случайных чисел: { $reason }
