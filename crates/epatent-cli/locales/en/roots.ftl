# SPDX-License-Identifier: MIT OR Apache-2.0
# epatent-issue: roots that come and go.

field-root = Root
field-root-key = SHA-256 of its key
field-root-term = Term
field-root-vouched-by = Signed by
field-root-retired-since = Retired from
field-root-settled-from = rollover.cbor may go from
note-root-introduced = the next bundle introduces it, and the one after that may be signed under it: epatent-issue publish
note-root-retired = the next bundle says so: epatent-issue publish
note-root-settled = from then on it goes with: epatent-issue publish DIR --end-rollover
note-publish-root-introduced = the bundle introduces a new root; the next publication is signed under it where its keys are there
note-publish-root-changed = this is the first bundle under the new root; rollover.cbor lies beside it for devices that missed the one before
reason-root-of-another-name = its key is not the one that the name of the file says
error-root-open = a root is being introduced or retired, and the file that says so is not in this office folder: { $digest }
    .hint = repeat epatent-issue ca introduce-root or ca retire-root with what was approved, or publish from the folder where it was begun
error-root-environment = this is not a root of the environment { $expected }
    .hint = laboratory and production are never mixed; take the certificate of the other ceremony
error-root-ended = the term of this certificate ended on { $until }
    .hint = hold a ceremony that makes a new one: epatent-issue ca ceremony PLAN.toml
error-root-known = this root has been introduced, or devices are set up with it already
    .hint = nothing is to be done; epatent-issue publish tells devices
error-root-stranger = no root of this office signed this certificate
    .hint = give the certificate that the ceremony wrote as “cross”, not the new root's own
error-root-no-authority = this certificate introduces no root
    .hint = give the certificate that the ceremony wrote as “cross”
error-root-voucher-retired = { $root }, which signed this certificate, is retired
    .hint = a ceremony with a root that is not retired in [succeeds] makes another one
error-root-unknown = this is no root of this office
    .hint = give a certificate of the root, as it lies in trust/roots or roots of the office folder
error-root-only = there is no other root that signs from then on
    .hint = introduce a new one first: epatent-issue ca introduce-root
error-root-not-changed = nothing was published under the new root yet
    .hint = publish until a bundle is signed under it; the old root can be retired 30 days after that
error-root-overlap = devices that come seldom may still need this root; it can be retired from { $limit } on
    .hint = give that time, or a later one, with --from
error-root-needed = signers under this root have no successor under another one: { $count }
    .hint = make them in a ceremony and put their certificates into the folder signers, or withdraw these first
error-root-not-introduced = this root was introduced by no bundle of this office
    .hint = give a certificate of the root that epatent-issue ca introduce-root introduced
error-root-not-pinned = this root is not in trust/roots of the office folder
    .hint = set every device up with it, and put its own certificate into trust/roots
error-root-settle-overlap = devices that come seldom may still need rollover.cbor; it can go from { $limit } on
    .hint = give that time, or a later one, with --from
error-publish-rollover-not-settled = nothing was published: two people did not say that every device is set up with the new root
    .hint = epatent-issue ca settle-root says so, from 30 days after the first bundle under the new root on
error-publish-rollover-early = nothing was published: rollover.cbor may go from { $limit } on
    .hint = leave --end-rollover out until then
error-publish-not-introduced = nothing was published: { $reason }
    .hint = keep a signer under the old root for one more publication, after epatent-issue ca introduce-root
error-publish-introduction = nothing was published: { $reason }
    .hint = a root that vouches for the new one is missing in trust/roots of this office folder, or was retired
error-publish-rollover-open = nothing was published: { $reason }
    .hint = set every device up with the new root, put it into trust/roots, settle it (epatent-issue ca settle-root), and publish with --end-rollover first
error-publish-rollover-needed = nothing was published: { $reason }
    .hint = put the new root into trust/roots when every device was set up with it; until then leave --end-rollover out
error-publish-rollover-lost = nothing was published: { $reason }
    .hint = put back rollover.cbor from a copy of what was published (its SHA-256: { $digest }), and publish into the folder that devices read
error-publish-signer-lost = nothing was published: this folder has not the newest bundle, and keys that signed cards have no certificate in signers: { $count }
    .hint = put their certificates back into the folder signers of the office, or publish into the folder in which you published before

help-issue-ca-introduce-root = Let bundles introduce a new root to devices; two people
    .long =
        The ceremony wrote the certificate: the old root signed it, and devices add the new root because of it. The next publication is
        signed under the old root and introduces the new one; the one after that may be signed under the new one, and keeps rollover.cbor
        for devices that missed the introduction.
help-issue-ca-introduce-root-certificate = Certificate of the new root that the old one signed: “cross” in the plan of the ceremony
    .value = FILE
help-issue-ca-introduce-root-confirm-all = Do it; every device takes the new root
help-issue-ca-retire-root = Let nothing new be signed under a root from a time on; two people
    .long =
        Cards that were signed under it before stay good until they end. It is possible from 30 days after the first bundle under the new
        root on. A root whose key was stolen cannot be retired by this alone: devices are set up again.
help-issue-ca-retire-root-certificate = A certificate of the root: trust/roots/NAME.pem of the office folder
    .value = FILE
help-issue-ca-retire-root-from = First second in which nothing signed under it is worth anything: 2027-03-01T00:00:00Z
    .value = TIME
help-issue-ca-retire-root-reason = Why, as a code: end-of-term
    .value = CODE
help-issue-ca-retire-root-confirm-all = Do it; every card signed under this root from then on is refused
help-issue-publish-clock-is-right = The clock is right, although the publication before is more than five weeks old
help-issue-ca-settle-root = Let what leads devices to a new root go: every device is set up with it; two people
    .long =
        A device that has not taken the new root and finds no rollover.cbor can only be set up again. So it is possible from 30 days after the
        first bundle under the new root on, and publish --end-rollover asks for it.
help-issue-ca-settle-root-certificate = A certificate of the new root: trust/roots/NAME.pem of the office folder
    .value = FILE
help-issue-ca-settle-root-from = First second in which publish --end-rollover is taken: 2028-03-01T00:00:00Z
    .value = TIME
help-issue-ca-settle-root-reason = Why, as a code: devices-set-up
    .value = CODE
help-issue-ca-settle-root-confirm-all = Do it; devices that have not come by then are set up again
help-issue-publish-end-rollover = Take rollover.cbor away: every device was set up with the new root

field-caution = Caution
note-proposal-unclear = its digest does not stand for what it says
error-proposal-unclear = nothing was approved: the digest { $digest } does not stand for what the proposal says
    .hint = let it be proposed again; if that does not help, approve at the station whose folder has the signer's or the root's certificate
error-folder-not-approved = the office folder does not say what two people approved; differences: { $count }
    .hint = take away what nobody approved; what is missing is said again by the same epatent-issue ca command with --confirm-all, as it was approved
folder-not-approved = no two people approved what this file says: { $file }
folder-not-said = approved by two people and done, and no file says it any more: { $about }, { $digest }
folder-not-read = the office folder cannot be read: { $reason }
screen-folder-not-approved = THE OFFICE FOLDER DOES NOT SAY WHAT TWO PEOPLE APPROVED
doctor-office-approved = withdrawn signers, new and retired roots: all as two people approved them
doctor-office-not-approved = { $reason }
    .fix = publish nothing; epatent-issue register verify names everything
