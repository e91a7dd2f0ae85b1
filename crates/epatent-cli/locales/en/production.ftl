### Applications taken in, cards made one after the other, blanks, the card printer

error-photo-unfit = the picture “{ $path }” cannot be used: { $reason }
    .hint = take the portrait again as for a passport: 3:4, plain background
warning-transliterated = spelled by the rules of passports: compare it with the holder's own passport, whose spelling wins
