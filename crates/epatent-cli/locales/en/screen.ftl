# SPDX-License-Identifier: MIT OR Apache-2.0
# Screens: banners, labels of fields, progress.

screen-lab-banner = ЛАБОРАТОРНЫЙ ОБРАЗЕЦ - НЕ ЯВЛЯЕТСЯ ДОКУМЕНТОМ / LAB - NOT A REAL DOCUMENT
screen-why = Why
screen-next = Next
screen-also = Also
screen-checks = Checks
screen-not-checked = Not checked
screen-payment-not-checked = payment (not part of this version)
screen-yes = yes
screen-no = no
screen-not-stated = not stated
screen-not-restricted = not restricted
screen-took = Took

field-name = Name
field-name-latin = Name (Latin)
field-surname = Surname
field-given-name = Given name
field-patronymic = Patronymic
field-birth-date = Date of birth
field-sex = Sex
field-citizenship = Citizenship
field-document = Identity document
field-inn = INN
field-patent-number = Patent
field-blank-number = Form number
field-issued-on = Issued on
field-issuer = Issued by
field-region = Region
field-territory = Territory
field-professions = Professions
field-in-force-from = In force from
field-latest-end = Last possible day
field-signed-at = Signed
field-replacement = Replacement number
field-remarks = Remarks
field-card = Card
field-state = State
field-environment = Environment
field-reader = Reader
field-file = File
sex-not-stated = not stated
sex-male = male
sex-female = female
environment-lab = laboratory
environment-production = production
state-blank = blank
state-personalisation = being written
state-active = active
state-suspended = suspended
state-terminated = terminated

progress-reading = Reading the card
progress-writing = Writing the card
progress-checking = Checking
