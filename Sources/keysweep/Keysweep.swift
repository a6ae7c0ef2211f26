@main
struct Keysweep {
  static func main() {}
}
