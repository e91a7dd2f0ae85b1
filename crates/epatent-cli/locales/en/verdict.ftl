# SPDX-License-Identifier: MIT OR Apache-2.0
# Verdicts, findings, checks and parts of a card in the words of an officer.
# "Forgery" is a word for red cryptographic failures only.

### First line of an answer

verdict-in-force = IN FORCE
verdict-refused = NOT IN FORCE
verdict-refused-forged = INVALID: SIGNS OF FORGERY
verdict-refused-here = NOT IN FORCE IN THIS REGION
verdict-undetermined = NOT ESTABLISHED
verdict-not-a-patent = NOT A PATENT CARD

### Findings: headline, why, what the officer can do next

finding-signature-invalid = Signs of forgery: the signature does not match
    .why = The data on the card was changed after signing, or no issuing office signed it.
    .next = Read the card once more. If the answer is the same, do not rely on anything on it: identify the holder by passport, look the patent up in the records, and follow the procedure for documents with signs of forgery.
finding-digest-mismatch = Signs of forgery: a part of the card does not match the signed original: { $part }
    .why = { $defect ->
        [digest] The part was changed after signing, or comes from another card.
        [not-listed] The part was added: the issuing office did not sign it.
        [absent] The part was taken away: the issuing office signed it and the card does not have it.
        [contradiction] The part contradicts the rest of what was signed.
       *[other] The part is not what the issuing office signed.
    }
    .next = Read the card once more. If the answer is the same, do not rely on this part: identify the holder by passport, look the patent up in the records, and follow the procedure for documents with signs of forgery.
finding-clone-suspected = Signs of forgery: the card looks like a copy
    .why = The chip could not prove its key: the data may have been copied from another card.
    .next = Read the card once more. If the answer is the same, identify the holder by passport, look the patent up in the records, and follow the procedure for documents with signs of forgery.
finding-print-mismatch = Signs of forgery: the print and the chip do not belong together
    .why = { $what ->
        [patent-number] The printed patent number is not the one in the chip.
        [blank-number] The printed number of the blank is not the one in the chip.
        [other-card] The printed code was made for another card.
        [other-signer] The printed code names another office's key than the card.
        [contradiction] The printed code says otherwise than the card.
       *[code] The printed code is not one that the office of this card signed.
    }
    .next = Type or scan it once more. If the answer is the same, the chip or the print is from another card: identify the holder by passport, look the patent up in the records, and follow the procedure for documents with signs of forgery.
finding-annulled = The patent was annulled
    .why = Annulled on { $date }: { $category ->
        [own-request] at the holder's own request.
        [conditions] a condition of the patent was not kept.
        [false-data] documents or statements were not true.
        [authority] another authority decided it.
        [issued-in-error] the patent was issued by mistake.
        [unstated] the ground is not stated.
       *[other] another ground.
    } List of { $list }.
    .next = The card gives no right to work. Identify the holder by passport and look the patent up in the records by its number: there may be a new one, or a decision that this list does not know yet.
finding-superseded = Another card took the place of this one
    .why = The office issued a newer card for the same patent: this one was lost, stolen or replaced. List of { $list }.
    .next = Ask for the newer card and compare the person with the photo. Look the patent up in the records by its number.
finding-signer-not-entitled = The signer had no right to issue this card
    .why = { $reason ->
        [region] The card was signed with the key of an office that issues patents for another region.
        [role] The key that signed the card is not meant for patents.
        [term] The card was signed outside the term of the office's key.
        [root-term] The card was signed outside the term of the authority's key.
        [environment] Laboratory and production keys are mixed on the card.
        [authority] The card was signed with an authority's own key, which signs no cards.
        [key-usage] The key that signed the card is not meant for signatures alone.
        [listed-role] The trust bundle does not let the key that signed the card sign patents.
        [listed-region] The trust bundle lists the key that signed the card for another region.
        [profile] The certificate of the key that signed the card is not made as that of an office must be.
       *[other] The key that signed the card gives no right to issue it.
    }
    .next = Look the patent up in the records by its number and report the card to the department that handles patents.
finding-signer-revoked = { $when ->
    [later] The office's key was withdrawn after this card was signed
    [records] Payment records on the card do not count: the key that signed them was withdrawn
   *[other] The office's key was withdrawn
}
    .why = { $when ->
        [after] The key was withdrawn on { $since }; the card was signed afterwards, on { $signed }.
        [before] The key was withdrawn on { $since }. The card says that it was signed before, on { $signed }, but what this key signed does not stand.
        [root] The authority behind the office signs nothing since { $since }; the card was signed afterwards, on { $signed }.
        [records] The key was withdrawn on { $since }; the newest of these records is of { $signed }. Card and holder are not at fault, and the list alone says until when is paid.
       *[later] The card was signed on { $signed }; the key was withdrawn on { $since }. What it signed before stays good.
    }
    .next = { $when ->
        [later] Nothing needs to be done.
        [records] Nothing needs to be done.
       *[other] Look the patent up in the records by its number and report the card to the department that handles patents.
    }
finding-issuer-unknown = This device does not know the issuing office
    .why = { $reason ->
        [no-such-root] The office is not in the device's trust store: it is new, the store is old, or the signature is not an office's.
        [other-key] The device knows the authority, but under another key: the store is old, or the signature is not an office's.
        [no-such-signer] The printed code names an office whose certificate this device does not have.
        [not-listed] The trust bundle of this device does not list the office: it is new, the bundle is old, or the signature is not an office's.
        [root-ended] The authority's key in the device's trust store has ended: the store is old, or the device's date is wrong.
       *[other] The device cannot tell who stands behind the signature.
    }
    .next = Update the trust store and check again. If that does not help, look the patent up in the records. By itself this is no sign of forgery.
finding-term-ended = The term of the patent has ended
    .why = The last possible day was { $date }.
    .next = Ask whether there is a new patent, and look it up in the records.
finding-tax-not-paid = The patent is not paid for
    .why = Paid through { $date }, ended the day after. Known as of { $list }. { $grace ->
        [yes] A payment made in time may still be on its way; one made later does not put the patent in force again.
       *[no] A payment after that day does not put the patent in force again; only a decision of the office does.
    }
    .next = A slip of paper proves no payment. Look the patent up in the records by its number; if a payment in time or a decision of the office is found there, it counts.
finding-not-yet-valid = The patent is not in force yet
    .why = Its first day is { $date }.
    .next = Compare the device's date. Before that day the patent gives no right to work.
finding-wrong-region = The patent was issued for another region
    .why = Region of the patent: { $patent }. Region of the check: { $place }.
    .next = This is no sign of forgery. Find out where the holder works and whether this is a business trip.
finding-profession-mismatch = The work seen is not the profession of the patent
    .why = In the patent: { $patent }. Seen: { $seen }.
    .next = This is no sign of forgery. Find out what work is really done and compare the contract.
finding-suspended = The patent is suspended
    .why = The office blocked it until further notice. List of { $list }.
    .next = The block can be lifted again. Look the patent up in the records by its number.
finding-status-stale = { $what ->
    [paid-through] The knowledge of payments is old
    [status] The knowledge of annulments is old
   *[bundle] The trust bundle of this device is old
}
    .why = { $age ->
        [expired] { $what ->
            [paid-through] The list of { $issued } has expired and says nothing any more.
            [status] The list of { $issued } has expired and says nothing any more.
           *[bundle] It was issued on { $issued } and ended on { $since }: this device cannot tell who may sign patents today.
        }
       *[stale] { $what ->
            [paid-through] The list is of { $issued }, and a newer one should be there by now. What happened since then is not known.
            [status] The list is of { $issued }, and a newer one should be there by now. What happened since then is not known.
           *[bundle] It was issued on { $issued }; a newer one has been due since { $since }, and offices may have been withdrawn since.
        }
    }
    .next = Import the newest files (epatent-check trust import or trust fetch) and check again, or look the patent up in the records by its number.
finding-status-missing = { $what ->
    [bundle] This device has no trust bundle
   *[status] Annulment was not checked
}
    .why = { $what ->
        [bundle] Without it this device cannot tell which offices may sign patents today.
        [not-covered] The list on this device ends before this card, so it cannot tell whether the patent was annulled.
       *[status] This device has no status list, so it cannot tell whether the patent was annulled.
    }
    .next = { $what ->
        [bundle] Import the newest files (epatent-check trust import or trust fetch), or look the patent up in the records by its number.
       *[status] Load the list, or look the patent up in the records by its number.
    }
finding-list-invalid = { $which ->
    [paid-through] A list of payments was ignored
   *[status] A list of annulments was ignored
}
    .why = { $reason ->
        [not-entitled] It was signed by an office that may not give this list.
        [issuer-unknown] This device does not know who signed it.
        [newer] It is in a format that this program does not know.
        [revoked] The key that signed it was withdrawn.
        [held-back] The trust bundle knows of a newer one.
        [rollback] It is older than the one that was seen before.
        [fork] It says something else than the list of the same number that was seen before.
        [gap] Changes of a day before it are missing.
       *[damaged] It was changed after signing, or no office signed it.
    }
    .next = Load the lists again from their source. Until then look the patent up in the records by its number.
finding-payment-unknown = Payment is not known
    .why = { $reason ->
        [no-list] This device has no list of payments for this card.
        [not-covered] The list of payments on this device ends before this card.
        [no-entry] The list of payments has no entry for this card yet.
       *[ended-since] Paid through { $date }, but that is known as of { $list }: a payment made since then is not known here.
    }
    .next = Load a newer list, or look the patent up in the records by its number. A slip of paper proves no payment.
finding-payment-conflict = Chip and list disagree about the payment
    .why = The chip says paid through { $recorded } (of { $record }), the list { $listed } (of { $list }). { $winner ->
        [record] The chip's record is newer and was taken.
       *[list] The list was taken: it is newer, or the payment in the chip came after the patent had ended.
    }
    .next = Look the patent up in the records by its number.
finding-read-incomplete = { $what ->
    [code] The printed code could not be read
   *[card] The card was not read completely
}
    .why = { $what ->
        [code] The scanned text is cut off, damaged or another one: it says nothing of the card.
       *[card] Not read: { $part }.
    }
    .next = { $what ->
        [code] Scan the code again, closer and without glare; check the card by its chip.
       *[card] Put the card on the reader again and leave it there until the answer appears.
    }
finding-clock-doubtful = { $what ->
    [recorded] The date of the recorded check is doubtful
   *[device] The date of the device is doubtful
}
    .why = { $what ->
        [recorded] The proof of the chip was recorded at { $device }, but the card was signed later: { $newest }.
       *[device] The device says { $device }, but data was signed later: { $newest }.
    }
    .next = { $what ->
        [recorded] The clock of the device that recorded the file was wrong. Check the card itself.
       *[device] Correct date and time of the device and check again.
    }
finding-qr-only = Only the printed code was checked: it is genuine, and the card may still be a copy
    .why = An office signed what the code says. Anybody can copy a code, and it has no photo: whether this is the card and this is its holder, it cannot tell.
    .next = Read the chip. If that is not possible, compare name and number with the passport and look the patent up in the records.
finding-format-newer = The card is of another edition than this program
    .why = The card is in a format that this program does not know.
    .next = Update the program. Until then look the patent up in the records. By itself this is no sign of forgery.
finding-not-a-patent = This is not a patent card
    .why = { $what ->
        [code] The code is not one of a patent card: it is a code of another kind.
       *[card] The card has no patent application: it is a card of another kind.
    }
    .next = Ask for the patent. A card of another kind is no sign of forgery.
finding-access-key-wrong = The number does not open the chip
    .why = The six digits that were typed are not the ones of this card.
    .next = Compare the six digits with the card and check again. A damaged print is no sign of forgery.
finding-chip-unreadable = The card shows no patent
    .why = { $state ->
        [BLANK] The card is blank: no patent was written to it yet.
        [PERSO] The card was not written to its end: it is no patent yet.
        [SUSPENDED] The chip is suspended.
        [TERMINATED] The chip was terminated by the office and is no patent any more.
       *[other] The chip is damaged or locked, or the card lies badly on the reader.
    }
    .next = Put the card on the reader again. If the answer is the same, look the patent up in the records by its number; by itself this is no sign of forgery.
finding-expires-soon = { $what ->
    [payment] The paid period ends soon
   *[term] The term ends soon
}
    .why = { $days ->
        [0] Today, { $date }, is the last { $what ->
            [payment] paid
           *[term] possible
        } day.
        [one] The last { $what ->
            [payment] paid
           *[term] possible
        } day is { $date }, in { $days } day.
       *[other] The last { $what ->
            [payment] paid
           *[term] possible
        } day is { $date }, in { $days } days.
    }
    .next = Nothing needs to be done; the holder can be told.
finding-in-force = The card is genuine, the patent is in force
    .why = Signature, chip, term and region match. Region: { $region }. { $paid ->
        [no] Last possible day: { $date }.
        [record] Paid through { $through } by the chip's own record. Last possible day: { $date }.
       *[list] Paid through { $through }. Last possible day: { $date }.
    } { $status ->
        [no] Annulment was not checked.
       *[yes] Lists as of { $list }.
    }
    .next = Compare the face with the photo and the passport with the patent. See below what was not checked.

### Parts of a card

group-holder = identity
group-portrait = photo
group-patent = patent number and issuer
group-permission = region and professions
group-remarks = remarks
group-signature-image = signature image
group-regional-data = regional data
part-security-object = signed list of contents
part-card-access = access parameters of the chip
part-chip-proof = proof of the chip
part-payments = payment records

### Checks and how they ended

check-object = Signature
check-chain = Trust in the issuer
check-role = Right to sign patents
check-signer-region = Region of the issuer
check-environment = Laboratory or production
check-listed = Issuer in the trust bundle
check-card-access = Access parameters
check-chip-proof = Proof of the chip
check-group = Part: { $group }
check-dates = Term
check-place = Region
check-profession = Profession
check-printed-numbers = Printed numbers
check-printed-code = Printed code
check-bundle = Age of the trust bundle
check-status = Annulment
check-payment = Payment
check-payment-log = Payment records
outcome-passed = passed
outcome-failed = failed
outcome-not-checked = not checked
outcome-not-applicable = not needed
