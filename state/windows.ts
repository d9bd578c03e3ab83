/**
 * Days in which a deleted key or secret can be had back where nobody says how many.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export const defaultWindowDays = 30;
