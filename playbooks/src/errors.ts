/** Every code that this package throws. */
export type PlaybooksErrorCode = 'PLAYBOOK_INVALID' | 'PLAYBOOK_FOLDER_UNREADABLE';
