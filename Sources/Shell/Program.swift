import CSystem
import Crypto
import Desk
import Domain
import Glibc
import Ledger
import Machine
import Packs
import Storage
import Terminal

/// The program `yichuang` (程序入口): from its arguments to its exit code.
@MainActor
package enum Program {
  package nonisolated static let version = "0.1.0"
  /// No clock that is right shows an earlier time: 2026-11-01.
  nonisolated static let released = Instant(milliseconds: 1_793_491_200_000)

  package static func run(_ arguments: [String]) -> Int32 {
    _ = csys_forbid_dumps()
    _ = csys_unblock_signals()
    // SQLite makes its files with the rights that the umask leaves.
    _ = umask(0o077)
    do {
      let options = try Options(arguments)
      // A reader that goes away is an answer of `write`, not the end of the program.
      if options.command != .desk { signal(SIGPIPE, SIG_IGN) }
      var code: Int32 = 0
      switch options.command {
      case .help: try Output.lines(Options.usage)
      case .version: try Output.line("yichuang \(version)")
      case .due: code = try LineCommands.due(options)
      case .id: code = try LineCommands.id(options)
      case .export: code = try Export.run(options)
      case .report: code = try ReportCommand.run(options)
      case .results: code = try Results.run(options)
      case .verify: code = try VerifyCommand.run(options)
      case .desk:
        try openDesk(options)
        return 0
      }
      try Output.finish()
      return code
    } catch let error as UsageError {
      complain(error.description)
      return 64  // EX_USAGE of sysexits.h
    } catch let error as ProgramError {
      complain(error.description)
      return error.code
    } catch let error as StoreError {
      complain(error.explanation(of: .command))
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
    if !words.isEmpty { Output.complain("yichuang: \(words)") }
  }

  private static func openDesk(_ options: Options) throws {
    let assets = try Assets.find()
    // A pack that is wrong is told before a first start has made anything.
    let isFirst =
      try !options.isPractice && !Store.isThere(in: StoreHome.directory(options))
    let early =
      isFirst ? try assets.rules(options.region ?? Assets.firstRegion, division: "") : nil
    let home = try StoreHome(options)
    let indexing = SearchIndexing(assets)
    let store = try home.open(indexing)
    let performer = Performer(
      store: store, printing: .fromEnvironment(papers: home.directory + "/papers"),
      blobs: home.blobs,
      cardReader: options.cardReader.map { CardReader($0) { NcursesTerminal.wake() } },
      log: Log(directory: Environment.stateDirectory),
      directory: home.directory,
      isPractice: options.isPractice,
      cost: options.isPractice ? Practice.cost : .standard, assets: assets, indexing: indexing)
    let region = try options.region ?? store.setting("station.region") ?? Assets.firstRegion
    if options.isPractice {
      let rules = try assets.rules(region, division: "")
      indexing.follow(rules.catalogue)
      var practice = try Practice(assets, rules, store)
      performer.enter(as: try practice.fill(performer))
      var loop = MainLoop(try NcursesTerminal(theme: options.theme), performer)
      loop.open(rules, with: try performer.ready())
      loop.run()
      performer.close()
      home.remove()
      return
    }
    let ready = try performer.ready()
    var loop = MainLoop(try NcursesTerminal(theme: options.theme), performer)
    // The first screen stands before the packs are read; keys typed meanwhile wait.
    let present = assets.under(home.directory)
    let calendar = try (try? present.calendar(region: region)) ?? assets.calendar(region: region)
    loop.greet(ready, calendar)
    let division = try store.setting("station.division") ?? ""
    // What central published was right when it came; a newer program may see it
    // otherwise, and opens with its own.
    let rules =
      try early
      ?? (try? present.rulebook(region: region, division: division, calendar: calendar))
      ?? assets.rulebook(region: region, division: division, calendar: calendar)
    loop.open(rules, with: ready)
    performer.seal()
    performer.connect()
    loop.run()
    performer.close()
  }
}
