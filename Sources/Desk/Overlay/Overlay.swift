import TUI

/// What lies over a screen and takes every key (浮层).
enum Overlay: Equatable, Sendable {
  case help(HelpState)
  case menu(MenuState)
  case palette(PaletteState)
  case prompt(Prompt)
  case amend(AmendState)
  case service(ServiceForm)
}

extension DeskState {
  mutating func pressOverlay(_ key: Key) -> [Effect] {
    guard let current = overlay else { return [] }
    if case .amend(let amend) = current { return press(key, in: amend) }
    // Esc closes this layer only; so do F3 and its Ctrl key.
    if key == .escape || Command.with(key: key) == .back {
      overlay = nil
      return []
    }
    switch current {
    case .help(var help):
      if Command.with(key: key) == .help {
        overlay = nil
        return []
      }
      help.press(key, size)
      overlay = .help(help)
      return []
    case .menu(var menu):
      let command = menu.press(key)
      overlay = .menu(menu)
      return choose(command)
    case .palette(var palette):
      let command = palette.press(key)
      overlay = .palette(palette)
      return choose(command)
    case .prompt(var prompt):
      guard prompt.press(key) else {
        overlay = .prompt(prompt)
        return []
      }
      overlay = nil
      return confirm(prompt)
    case .amend: return []
    case .service(var service):
      guard let answer = service.press(key) else {
        overlay = .service(service)
        return []
      }
      overlay = nil
      return confirm(answer, of: service.dossier)
    }
  }

  private mutating func choose(_ command: Command?) -> [Effect] {
    guard let command else { return [] }
    overlay = nil
    return run(command)
  }

  mutating func pasteOverlay(_ text: String) -> [Effect] {
    switch overlay {
    case .prompt(var prompt):
      prompt.entry?.paste(text)
      overlay = .prompt(prompt)
    case .amend(var amend):
      amend.paste(text)
      overlay = .amend(amend)
    case .service(var service):
      service.paste(text)
      overlay = .service(service)
    default: break
    }
    return []
  }

  func drawOverlay(on canvas: inout Canvas) {
    switch overlay {
    case nil: return
    case .help(let help): help.draw(on: &canvas)
    case .menu(let menu): menu.draw(on: &canvas) { disabledReason($0) }
    case .palette(let palette): palette.draw(on: &canvas) { disabledReason($0) }
    case .prompt(let prompt): prompt.draw(on: &canvas, about: aboutOverlay)
    case .amend(let amend): amend.draw(on: &canvas, about: aboutOverlay, context)
    case .service(let service): service.draw(on: &canvas, about: aboutOverlay)
    }
  }
}

extension Canvas {
  /// A framed box in the middle, cleared, with a title; returns its inside.
  mutating func openBox(_ size: Size, title: String) -> Rect {
    let frame = area.centered(size)
    fill(frame, .plain)
    box(frame, .border)
    write(" \(title) ", at: Point(column: frame.left + 2, row: frame.top), .title, clip: frame)
    caret = nil
    return frame.inset(columns: 2, rows: 1)
  }
}
