# SPDX-License-Identifier: MIT OR Apache-2.0
# Help of epatent-emulator.

help-emulator = The patent card in software
help-emulator-new = Make the image of a blank card
help-emulator-serve = Put a card into a virtual reader (vpcd) until stopped
help-emulator-image = Image file of the card
    .value = FILE
help-emulator-vpcd = Address of the virtual reader
    .value = HOST:PORT
