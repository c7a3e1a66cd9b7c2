import Ledger
import TUI

/// A drawn screen (画面), and what everything beside its main pane was drawn from.
///
/// A key in the form changes the form alone. The next picture takes the lists
/// beside it over from this one while what they show is the same; they are
/// nine tenths of what a key would draw.
package struct Picture: Sendable {
  package let canvas: Canvas
  /// Nil when the next picture is drawn from nothing.
  let surroundings: Surroundings?

  /// All that the screen shows outside its main pane, its message and its keys.
  struct Surroundings: Equatable, Sendable {
    let size: Size
    let minute: Int
    let station: Station?
    let account: Account?
    let screen: DeskState.Screen
    let queue: QueueState
    let board: BoardState
    let draftCount: Int
    let standing: String
    let outage: String?
  }
}

extension DeskState {
  /// The screen as it is now. Equal to one drawn from nothing, whatever `last` was.
  package func picture(after last: Picture?) -> Picture {
    let surroundings = surroundings
    // Marks are numbered in the order of drawing; taking over would only add.
    guard let last, let surroundings, last.surroundings == surroundings, last.canvas.marks.isEmpty
    else { return Picture(canvas: canvas, surroundings: surroundings) }
    var canvas = last.canvas
    canvas.caret = nil
    canvas.cover = cover
    drawWork(on: &canvas)
    return Picture(canvas: canvas, surroundings: surroundings)
  }

  /// Nil while they must be drawn anew: nobody works, or a box lies over them.
  private var surroundings: Picture.Surroundings? {
    guard stage == .working, overlay == nil else { return nil }
    return Picture.Surroundings(
      size: size, minute: now.milliseconds / 60_000, station: station, account: account,
      screen: screen, queue: queue, board: board, draftCount: drafts.present.count,
      standing: standing, outage: queueContext.outage)
  }
}
