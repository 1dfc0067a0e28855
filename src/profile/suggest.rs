pub fn suggest() {}
