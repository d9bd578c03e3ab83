/** The account of every rehearsal: the number that AWS's documentation uses in its examples. */
export const accountId = "111122223333";
