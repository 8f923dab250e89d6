# instances
