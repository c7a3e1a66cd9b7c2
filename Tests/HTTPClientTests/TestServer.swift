import Foundation

/// An HTTPS server with an authority of its own (测试服务器): `python3` with a
/// certificate that `openssl` made a moment ago.
final class TestServer {
  let directory: String
  let port: Int
  let authority: String
  private let process = Process()

  /// - Parameter validity: of the server's certificate, as `openssl ca` says it.
  init(
    host: String = "localhost", validity: (from: String, to: String)? = nil,
    signsItself: Bool = false
  ) throws {
    directory = NSTemporaryDirectory() + "yichuang-https-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try TestServer.run(
      directory,
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9000 \
        -keyout ca.key -out ca.pem -subj /CN=test-authority
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
        -out request.pem -subj /CN=\(host)
      printf 'subjectAltName=DNS:\(host)\\n' > names
      \(signsItself ? TestServer.signingItself : TestServer.signing(validity))
      cat cert.pem ca.pem > chain.pem
      """)
    authority = try String(contentsOfFile: directory + "/ca.pem", encoding: .utf8)
    try TestServer.program.write(
      toFile: directory + "/server.py", atomically: true, encoding: .utf8)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "server.py"]
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = pipe.fileHandleForReading.availableData
    guard
      let port = Int(
        String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    else { throw CocoaError(.executableNotLoadable) }
    self.port = port
  }

  private static let signingItself =
    "openssl x509 -req -in request.pem -signkey key.pem -days 30 -extfile names -out cert.pem"

  /// Only `openssl ca` can say when a certificate begins.
  private static func signing(_ validity: (from: String, to: String)?) -> String {
    guard let validity else {
      return "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 30 "
        + "-extfile names -out cert.pem"
    }
    return """
      : > index
      printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=index\\nnew_certs_dir=.\\nrand_serial=yes\\n' > cnf
      printf 'default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >> cnf
      openssl ca -batch -notext -config cnf -cert ca.pem -keyfile ca.key -in request.pem \
        -out cert.pem -extfile names -startdate \(validity.from) -enddate \(validity.to)
      """
  }

  deinit {
    // SIGTERM may be blocked: a process starts with its parent thread's mask.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: directory)
  }

  private static func run(_ directory: String, _ script: String) throws {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-ec", script]
    shell.currentDirectoryURL = URL(fileURLWithPath: directory)
    shell.standardError = FileHandle.nullDevice
    shell.standardOutput = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    guard shell.terminationStatus == 0 else { throw CocoaError(.executableNotLoadable) }
  }

  private static let program = """
    import gzip, http.server, ssl, threading

    class Handler(http.server.BaseHTTPRequestHandler):
      protocol_version = 'HTTP/1.1'
      def log_message(self, *words): pass
      def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers: self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
      def do_GET(self):
        if self.path == '/packed':
          packed = gzip.compress(b'x' * 100000)
          return self.answer(200, packed, [('Content-Encoding', 'gzip')])
        if self.path == '/bomb':
          packed = gzip.compress(b'x' * (17 << 20))
          return self.answer(200, packed, [('Content-Encoding', 'gzip')])
        if self.path == '/busy': return self.answer(503, b'', [('Retry-After', '7')])
        if self.path == '/moved': return self.answer(302, b'', [('Location', '/')])
        if self.path == '/silent': return threading.Event().wait()
        self.answer(200, self.headers.get('YC-Proto', '-').encode())
      def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.answer(200, body[::-1])

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain('chain.pem', 'key.pem')
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
    """
}
