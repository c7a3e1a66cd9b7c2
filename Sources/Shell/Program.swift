import CSystem
import Crypto
import Desk
import Domain
import Glibc
import Ledger
import Storage
import Terminal

/// The program `yichuang` (程序入口): from its arguments to its exit code.
@MainActor
package enum Program {
  package static let version = "0.1.0"

  package static func run(_ arguments: [String]) -> Int32 {
    _ = csys_forbid_dumps()
    _ = csys_unblock_signals()
    do {
      let options = try Options(arguments)
      switch options.command {
      case .help: print(Options.usage)
      case .version: print("yichuang \(version)")
      case .due: return try LineCommands.due(options)
      case .id: return LineCommands.id(options)
      case .export: return try Export.run(options)
      case .desk: try openDesk(options)
      }
      return 0
    } catch let error as UsageError {
      complain(error.description)
      return 64  // EX_USAGE of sysexits.h
    } catch let error as ShellError {
      complain(error.description)
      return error.code
    } catch let error as StoreError {
      complain(error.explanation)
      return 1
    } catch let error as TerminalError {
      complain(error.explanation)
      return 1
    } catch {
      complain("\(error)")
      return 70  // EX_SOFTWARE
    }
  }

  private static func complain(_ words: String) {
    Files.write("yichuang: \(words)\n", toDescriptor: STDERR_FILENO)
  }

  private static func print(_ words: String) {
    Files.write(words + "\n", toDescriptor: STDOUT_FILENO)
  }

  private static func openDesk(_ options: Options) throws {
    let assets = try Assets.find()
    let rules = try assets.rulebook(region: options.region)
    let log = Log(directory: Environment.stateDirectory)
    let home = try StoreHome(options)
    let index = SearchIndexing(assets)
    let store = try home.open(index)
    let printing = Printing(
      command: (Environment.value("YICHUANG_PRINT") ?? "lp").split(separator: " ").map(String.init),
      directory: home.directory + "/papers")
    let performer = Performer(
      store: store, region: rules.region, printing: printing, log: log,
      isPractice: options.isPractice)
    var first: [Event] = [.tick(Clocks.now)]
    if options.isPractice {
      first.append(.reply(try performer.ready()))
    } else {
      first.append(.reply(try performer.ready()))
    }
    var loop = MainLoop(
      terminal: try NcursesTerminal(theme: options.theme), rules: rules, performer: performer)
    loop.run(first)
    if options.isPractice { home.remove() }
  }
}
