/* Windows without a notification area, as while Explorer is gone: stands in front of it and takes no icon, for as many
 * seconds as it is told. With a second word it is an Explorer that hangs: nobody who asks it has an answer before that.
 * Explorer itself cannot be ended under Wine, where it has the whole desktop. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static ULONGLONG hangs_until = 0;

static LRESULT CALLBACK refuse(HWND window, UINT message, WPARAM first, LPARAM second) {
    if (message == WM_COPYDATA && GetTickCount64() < hangs_until) {
        Sleep((DWORD)(hangs_until - GetTickCount64()));
    }
    return message == WM_COPYDATA ? FALSE : DefWindowProcA(window, message, first, second);
}

int main(int count, char **arguments) {
    WNDCLASSA area = {0};
    area.lpfnWndProc = refuse;
    area.lpszClassName = "Shell_TrayWnd";
    area.hInstance = GetModuleHandleA(NULL);
    RegisterClassA(&area);
    DWORD kind = WS_EX_TOPMOST | WS_EX_TOOLWINDOW;
    HWND window = CreateWindowExA(kind, area.lpszClassName, NULL, WS_POPUP, 0, 0, 0, 0, NULL, NULL, area.hInstance, NULL);
    /* Who wants to place an icon asks the first of that name. */
    SetWindowPos(window, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    if (count < 2 || FindWindowA(area.lpszClassName, NULL) != window) {
        return 1;
    }
    UINT wait = 1000 * (UINT)atoi(arguments[1]);
    hangs_until = count > 2 ? GetTickCount64() + wait : 0;
    SetTimer(window, 1, wait, NULL);
    for (MSG message; GetMessageA(&message, NULL, 0, 0) > 0 && message.message != WM_TIMER;) {
        DispatchMessageA(&message);
    }
    return 0;
}
