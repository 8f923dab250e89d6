/* Every Rust program asks Windows for random numbers here. Wine 8 has the same under an older name only. For trials
 * under Wine; it is never given away. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
    return RtlGenRandom(bytes, (ULONG)length);
}
