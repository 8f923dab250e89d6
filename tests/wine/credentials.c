/* What any other program of the person can read in the Credential Manager: one line for each entry, its name, how long
 * it is kept (1 session, 2 this computer, 3 roaming), and its bytes as hex. */
#include <stdio.h>
#include <windows.h>
#include <wincred.h>

static void print(const CREDENTIALW *entry) {
    char name[2048];
    int length = WideCharToMultiByte(CP_UTF8, 0, entry->TargetName, -1, name, sizeof name, NULL, NULL);
    printf("%s\t%lu\t", length > 0 ? name : "?", entry->Persist);
    for (DWORD at = 0; at < entry->CredentialBlobSize; at++) {
        printf("%02x", entry->CredentialBlob[at]);
    }
    printf("\n");
}

int main(void) {
    DWORD count = 0;
    CREDENTIALW **entries = NULL;
    if (!CredEnumerateW(NULL, 0, &count, &entries)) {
        DWORD error = GetLastError();
        return error == ERROR_NOT_FOUND ? 0 : (int)error;
    }
    for (DWORD at = 0; at < count; at++) {
        /* Enumerating need not give the secret; reading does. */
        CREDENTIALW *entry = NULL;
        if (!CredReadW(entries[at]->TargetName, entries[at]->Type, 0, &entry)) {
            return (int)GetLastError();
        }
        print(entry);
        CredFree(entry);
    }
    CredFree(entries);
    return 0;
}
