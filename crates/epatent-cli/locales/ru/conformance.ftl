# SPDX-License-Identifier: MIT OR Apache-2.0
# Слова epatent-conformance. Сами испытания говорят на языке спецификации.

conformance-yes = СООТВЕТСТВУЕТ в испытанном: пройдено { $passed }, не проводилось { $left }
conformance-not = НЕ СООТВЕТСТВУЕТ: не пройдено { $failed }, пройдено { $passed }, не проводилось { $left }
conformance-nothing = НИЧЕГО НЕ ИСПЫТАНО: не проводилось { $left }
conformance-left = Не проводилось:
conformance-lab-keys = файл ключа не указан: используется тестовый ключ лаборатории
progress-conformance = Испытания

error-conformance-no-case = ни одно испытание не начинается с { $asked }
    .hint = epatent-conformance list
error-conformance-argument = значение { $name } не такое, каким должно быть
    .hint = --can — шесть цифр, --chip — двадцать шестнадцатеричных цифр
error-conformance-random = система не даёт случайных чисел: { $reason }
