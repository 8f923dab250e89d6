/* What any other program of the person can read in the Credential Manager: one line for each entry, its name, how long
 * it is kept (1 session, 2 this computer, 3 roaming), and its bytes as hex.
 *
 * With an argument: puts an entry of another program there, with these bytes. */
#include <stdio.h>
#include <string.h>
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

static int put(char *secret) {
    WCHAR name[] = L"another program", user[] = L"somebody";
    CREDENTIALW entry = {0};
    entry.Type = CRED_TYPE_GENERIC;
    entry.TargetName = name;
    entry.UserName = user;
    entry.Persist = CRED_PERSIST_LOCAL_MACHINE;
    entry.CredentialBlob = (BYTE *)secret;
    entry.CredentialBlobSize = (DWORD)strlen(secret);
    return CredWriteW(&entry, 0) ? 0 : (int)GetLastError();
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments > 1) {
        return put(arguments[1]);
    }
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
