/* What any other program finds on the clipboard: the name of each format, one a line; after an empty line, the text. */
#include <stdio.h>
#include <windows.h>

int main(void) {
    int tries = 0;
    while (!OpenClipboard(NULL)) {
        if (++tries == 50) {
            return (int)GetLastError();
        }
        Sleep(100);
    }
    for (UINT format = EnumClipboardFormats(0); format; format = EnumClipboardFormats(format)) {
        char name[256];
        if (GetClipboardFormatNameA(format, name, sizeof name)) {
            printf("%s\n", name);
        }
    }
    HANDLE held = GetClipboardData(CF_UNICODETEXT);
    const WCHAR *text = held ? GlobalLock(held) : NULL;
    if (text) {
        static char shown[1 << 16];
        WideCharToMultiByte(CP_UTF8, 0, text, -1, shown, sizeof shown, NULL, NULL);
        printf("\n%s\n", shown);
        GlobalUnlock(held);
    }
    CloseClipboard();
    return 0;
}
