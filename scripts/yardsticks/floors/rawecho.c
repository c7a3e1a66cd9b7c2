// Floor of the harness: no ncurses; paints a word and echoes every byte.
#include <termios.h>
#include <unistd.h>

int main(void) {
  struct termios mode;
  char bytes[4096];
  ssize_t count;
  tcgetattr(0, &mode);
  cfmakeraw(&mode);
  tcsetattr(0, TCSANOW, &mode);
  if (write(1, "\033[H\033[JREADY", 11) < 0) return 1;
  while ((count = read(0, bytes, sizeof bytes)) > 0 && bytes[0] != 24)
    if (write(1, bytes, (size_t)count) < 0) return 1;
  return 0;
}
