extension [Int] {
  /// Whether one of these offsets, which ascend, stands within pairing distance of `offset`.
  func holdsOne(near offset: Int) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < offset - PairingSolver.maxBytes {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < count && self[low] <= offset + PairingSolver.maxBytes
  }
}
