import Central
import Glibc

exit(CentralProgram.run(Array(CommandLine.arguments.dropFirst())))
